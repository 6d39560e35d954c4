import { expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'
import { splitGolden } from './golden.ts'

const topics =
  'harbour castle lantern orchard glacier violin saddle compass kettle marble falcon anchor'.split(' ')
const queryOf = (topic: string): string => `What was the plan in May for the ${topic}?`

/**
 * A memory whose ranking overrates the month that a question names. `byMonth`: the questions that are right about it, for which the note of that
 * month is the answer; for the others it is the note about the thing.
 */
async function overratedMonth(byMonth: readonly string[]): Promise<TestMemory> {
  const it = createTestMemory()
  await it.call('rag/tune', { reset: true })
  for (const topic of topics) {
    const about = await it.call('episodic/remember', {
      content: `The plan for the ${topic} is ready`,
      occurredAt: '2026-02-03',
    })
    const inMay = await it.call('episodic/remember', {
      content: `The plan was read aloud, ${topic.length} pages after ${topic.toUpperCase()}X`,
      occurredAt: '2026-05-04',
    })
    const right = byMonth.includes(topic) ? inMay : about
    await it.call('rag/judge', { query: queryOf(topic), relevantIds: [right.id] })
  }
  it.database().prepare("INSERT INTO settings (id, value, rev) VALUES ('ranking', ?, 0)").run('{"date":3}')
  return it
}

test(
  'tuned weights are adopted when the questions held back confirm them, and can be undone',
  { timeout: 120_000 },
  async () => {
    const it = await overratedMonth([])
    try {
      const before = await it.call('rag/evaluate')
      const dry = await it.call('rag/tune', { dryRun: true })
      expect(dry).toMatchObject({ adopted: false, questions: { fitted: 8, heldBack: 4 } })
      expect((await it.call('rag/evaluate')).ndcg10).toBe(before.ndcg10)
      const half = await it.call('rag/tune', { dryRun: true, holdout: 0.9, budgetMs: 100 })
      expect(half.questions.heldBack).toBeGreaterThan(4)
      for (const empty of [{ set: 'other' }, { scope: ['project:none'] }])
        await expect(it.call('rag/tune', empty)).rejects.toMatchObject({ code: 'NOT_FOUND' })
      const tuned = await it.call('rag/tune')
      expect(tuned.adopted).toBe(true)
      expect(tuned.weights.date).toBeLessThan(3)
      expect(tuned.ndcg10.heldBack.after).toBeGreaterThan(tuned.ndcg10.heldBack.before)
      expect((await it.call('rag/evaluate')).ndcg10).toBeGreaterThan(before.ndcg10)
      await it.call('meta/undo', { opId: tuned.opId })
      expect((await it.call('rag/evaluate')).ndcg10).toBe(before.ndcg10)
    } finally {
      it.dispose()
    }
  },
)

test(
  'weights that only suit the questions they were fitted to are refused',
  { timeout: 120_000 },
  async () => {
    const { held } = splitGolden(
      topics.map((topic) => ({ topic, query: queryOf(topic) })),
      0.3,
    )
    const it = await overratedMonth(held.map((one) => one.topic))
    try {
      const refused = await it.call('rag/tune')
      expect(refused).toMatchObject({ adopted: false, reason: expect.stringContaining('do not confirm') })
      expect(refused.ndcg10.fitted.after).toBeGreaterThan(refused.ndcg10.fitted.before)
      expect(refused).not.toHaveProperty('opId')
      expect(it.database().prepare("SELECT value FROM settings WHERE id = 'ranking'").pluck().get()).toBe(
        '{"date":3}',
      )
      await expect(it.call('rag/tune', { set: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    } finally {
      it.dispose()
    }
  },
)
