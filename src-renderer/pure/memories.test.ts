import { expect, it } from 'vitest'
import { readMemories, tagCounts } from './memories.ts'

it('reads events and beliefs alike, with the reasons of each hit, largest first', () => {
  const events = readMemories(
    [
      {
        id: 'ep_1',
        content: 'Mara asked again',
        score: 1.7,
        occurredAt: '2026-01-02T03:04:05.000Z',
        tags: ['invoice', 'customer'],
        speaker: 'Ann',
        participants: ['Ann', 'Mara'],
        why: { recallId: 'r_1', rank: 1, signals: { own: 0.3, window: 1.31, odd: 'x' } },
      },
      { id: 'ep_2' },
      null,
    ],
    'episodic',
  )
  expect(events).toHaveLength(1)
  expect(events[0]).toMatchObject({
    kind: 'event',
    at: Date.UTC(2026, 0, 2, 3, 4, 5),
    recallId: 'r_1',
    facts: [
      { name: 'speaker', value: 'Ann' },
      { name: 'participants', value: 'Ann, Mara' },
    ],
    signals: [
      { name: 'window', value: 1.31 },
      { name: 'own', value: 0.3 },
    ],
  })
  const beliefs = readMemories(
    {
      memories: [
        {
          id: 'fact_1',
          statement: 'Mara prefers PDF',
          kind: 'preference',
          confidence: 0.9,
          tags: ['customer'],
          ended: { at: 'then', by: 'update' },
        },
      ],
    },
    'semantic',
  )
  expect(beliefs[0]).toMatchObject({
    content: 'Mara prefers PDF',
    kind: 'preference',
    facts: [{ name: 'confidence', value: '0.9' }],
    ended: { at: 'then', by: 'update', reason: '' },
  })
  expect(tagCounts([...events, ...beliefs])).toEqual([
    { tag: 'customer', count: 2 },
    { tag: 'invoice', count: 1 },
  ])
  for (const odd of [null, 'x', 3, {}, { events: 'x' }]) expect(readMemories(odd, 'episodic')).toEqual([])
})
