import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

test('remembers an event and recalls it with its time and tags', async () => {
  const { id, novelty } = await it.call('episodic/remember', {
    content: 'The deploy of build-42 failed because the disk was full',
    occurredAt: '2026-04-30T12:00:00Z',
    tags: ['deploy', 'Deploy', 'ops'],
    participants: ['Anna'],
    place: 'Oslo',
  })
  expect(novelty).toBe(1)
  const [hit] = await it.call('episodic/recall', { query: 'why did the deploy fail?', explain: true })
  expect(hit).toMatchObject({ id, occurredAt: '2026-04-30T12:00:00.000Z', tags: ['deploy', 'ops'] })
  const parts = Object.values(hit.why.signals as Record<string, number>).reduce((sum, part) => sum + part, 0)
  expect(parts).toBeCloseTo(hit.score, 2)
  expect(await it.call('episodic/recall', { query: 'build-42' })).toHaveLength(1)
  expect(
    await it.call('episodic/recall', { query: 'deploy', participants: ['anna'], place: 'oslo' }),
  ).toHaveLength(1)
  expect(await it.call('episodic/recall', { query: 'deploy', participants: ['Ben'] })).toHaveLength(0)
  expect(await it.call('episodic/get', { id })).toMatchObject({ place: 'Oslo', participants: ['Anna'] })
})

test('an event told a hundred times is one memory; at another time it is another event', async () => {
  for (let i = 0; i < 100; i++) await it.call('episodic/remember', { content: 'Backup finished' })
  const { events } = await it.call('episodic/list_events')
  expect(events).toHaveLength(1)
  expect(events[0].observed).toBe(100)
  await it.call('episodic/remember', { content: 'Backup finished', occurredAt: '2026-01-01T00:00:00Z' })
  expect((await it.call('episodic/list_events')).total).toBe(2)
})

test('reports that differ in a number or a negation are never merged', async () => {
  const text = (amount: string) =>
    `Anna paid the invoice of the printing office in the old town with an amount of ${amount} euros on Friday`
  await it.call('episodic/remember', { content: text('50') })
  const second = await it.call('episodic/remember', { content: text('60') })
  expect(second.duplicateOf).toBeUndefined()
  const third = await it.call('episodic/remember', { content: text('60').replace('paid', 'never paid') })
  expect(third.duplicateOf).toBeUndefined()
  const same = await it.call('episodic/remember', { content: text('60').replace('Friday', 'friday!') })
  expect(same.duplicateOf).toBe(second.id)
})

const transcript = [
  { speaker: 'Anna', content: 'I adopted a dog last week' },
  { speaker: 'Ben', content: 'Lovely, what is it called?' },
  { speaker: 'Anna', content: 'Biscuit' },
  { speaker: 'Ben', content: 'Thanks!' },
  { speaker: 'Ben', content: 'Thanks!' },
]

test('a transcript is stored turn by turn, found through its neighbours, and not stored twice', async () => {
  const input = { turns: transcript, session: 's1', occurredAt: '2026-03-01T10:00:00Z' }
  const first = await it.call('episodic/bulk_remember', input)
  expect(first).toMatchObject({ added: 5, duplicates: 0 })
  const again = await it.call('episodic/bulk_remember', input)
  expect(again).toMatchObject({ added: 0, duplicates: 5, ids: first.ids })
  const hits = await it.call('episodic/recall', {
    query: 'How is the dog of Anna called?',
    limit: 3,
    neighbours: 1,
  })
  const biscuit = hits.find((hit: { content: string }) => hit.content === 'Biscuit')
  expect(biscuit.neighbours.map((one: { position: number }) => one.position)).toEqual([1, 3])
})

test('a long session is cut where the pause is long or the subject changes', async () => {
  const at = (minutes: number) =>
    new Date(Date.parse('2026-03-01T10:00:00Z') + minutes * 60_000).toISOString()
  const gap = await it.call('episodic/bulk_remember', {
    turns: [0, 1, 2, 200, 201].map((minutes) => ({ content: `turn ${minutes}`, occurredAt: at(minutes) })),
    session: 'gap',
    boundary: 'gap',
  })
  expect(gap.boundaries).toEqual([0, 3])
  const cooking = [
    'Boil the pasta',
    'Salt the pasta water',
    'The pasta sauce needs basil',
    'Basil and pasta, done',
    'Pasta water saved',
  ]
  const rockets = [
    'The rocket engine burns',
    'Rocket fuel is cold',
    'The engine nozzle of the rocket',
    'Cold rocket fuel',
    'Engine test done',
  ]
  const topic = await it.call('episodic/bulk_remember', {
    turns: [...cooking, ...rockets],
    session: 'topic',
    boundary: 'topic',
  })
  expect(topic.boundaries).toEqual([0, 5])
  await expect(it.call('episodic/bulk_remember', { turns: ['a'], boundary: 'gap' })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
})

test('forgotten events leave recall, lists and get at once, and undo brings them back unchanged', async () => {
  const { id } = await it.call('episodic/remember', { content: 'Met Carla in Rome' })
  const before = JSON.stringify(await it.call('episodic/get', { id }))
  const time = it.now
  await it.call('episodic/forget', { ids: id })
  expect(await it.call('episodic/recall', { query: 'Carla Rome' })).toEqual([])
  expect((await it.call('episodic/list_events')).events).toEqual([])
  await expect(it.call('episodic/get', { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await it.call('episodic/recall', { query: 'Carla Rome', asOf: time })).toHaveLength(1)
  expect(JSON.stringify(await it.call('episodic/get', { id, asOf: time }))).toBe(before)
})

test('scopes see only themselves', async () => {
  await it.call('episodic/remember', { content: 'secret plan of alpha', scope: 'project:alpha' })
  expect(await it.call('episodic/recall', { query: 'secret plan' })).toEqual([])
  expect(await it.call('episodic/recall', { query: 'secret plan', scope: 'project:beta' })).toEqual([])
  const [hit] = await it.call('episodic/recall', { query: 'secret plan', scope: ['user', 'project:alpha'] })
  await expect(it.call('episodic/get', { id: hit.id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(it.call('episodic/forget', { ids: hit.id, scope: 'project:beta' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('a repeated idempotency key changes nothing, a reused one is refused', async () => {
  const first = await it.call('episodic/remember', { content: 'one', idempotencyKey: 'k' })
  expect(await it.call('episodic/remember', { content: 'one', idempotencyKey: 'k' })).toEqual(first)
  await expect(it.call('episodic/remember', { content: 'two', idempotencyKey: 'k' })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  expect((await it.call('episodic/list_events')).total).toBe(1)
})

test('any characters may be in a query, and bad input is refused with a reason', async () => {
  await it.call('episodic/remember', {
    content: 'The file foo-bar_9.txt: "quoted" AND (NEAR) 日本語の勉強 crème brûlée',
  })
  for (const query of [
    'foo-bar_9.txt',
    '"',
    'a:b',
    'NEAR(',
    "x' OR 1",
    '*',
    '日本語',
    'creme brulee',
    '-',
    'foobar9txt',
    '^',
    '{}',
    'AND',
    'quoted"',
  ]) {
    const hits = await it.call('episodic/recall', { query })
    if (/foo|日本|creme|quoted/.test(query)) expect(hits, query).toHaveLength(1)
  }
  for (const content of ['', '  ', 'a\u0000b', '\ud800', 'x'.repeat(10_000_000)]) {
    await expect(it.call('episodic/remember', { content })).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  }
  const tags = Array.from({ length: 100_000 }, (_, i) => `t${i}`)
  await expect(it.call('episodic/remember', { content: 'x', tags })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  await expect(it.call('episodic/remember', { content: 'x', k: 1 })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  await expect(it.call('episodic/remember', { content: 'x', occurredAt: 'soon' })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  const { id } = await it.call('episodic/remember', {
    content: 'far future',
    occurredAt: '+010000-01-01T00:00:00Z',
  })
  expect((await it.call('episodic/get', { id })).occurredAt).toBe('+010000-01-01T00:00:00.000Z')
})

test('lists page by page, by time, tag and session, within a token budget', async () => {
  const turns = Array.from({ length: 30 }, (_, i) => ({
    content: `event number ${i}`,
    occurredAt: new Date(Date.UTC(2026, 0, i + 1)).toISOString(),
    tags: [i % 2 ? 'odd' : 'even'],
  }))
  await it.call('episodic/bulk_remember', { turns })
  const page = await it.call('episodic/list_events', { limit: 5, offset: 5, order: 'oldest' })
  expect(page.events.map((one: { content: string }) => one.content)[0]).toBe('event number 5')
  expect(
    (await it.call('episodic/list_events', { tags: ['odd'], from: '2026-01-10', to: '2026-01-20' })).total,
  ).toBe(6)
  expect((await it.call('episodic/list_events', { maxTokens: 12 })).events).toHaveLength(3)
  expect(await it.call('episodic/recall', { query: 'event number', limit: 10, maxTokens: 8 })).toHaveLength(2)
})

test('what happened in a span comes back in order by day, week and month', async () => {
  const turns = ['2026-01-01', '2026-01-02', '2026-02-10'].map((day, i) => ({
    content: `swim number ${i}`,
    occurredAt: `${day}T10:00:00Z`,
    tags: ['sport'],
  }))
  await it.call('episodic/bulk_remember', {
    turns: [...turns, { content: 'cooked soup', occurredAt: '2026-01-02T20:00:00Z' }],
  })
  const days = await it.call('episodic/query_temporal', {
    from: '2026-01-01',
    to: '2026-01-31',
    about: 'swimming',
  })
  expect(days.buckets.map((one: { bucket: string }) => one.bucket)).toEqual(['2026-01-01', '2026-01-02'])
  const weeks = await it.call('episodic/query_temporal', {
    from: '2025-12-01',
    granularity: 'week',
    order: 'newest',
  })
  expect(weeks.buckets.map((one: { bucket: string }) => one.bucket)).toEqual(['2026-W07', '2026-W01'])
  expect(weeks.total).toBe(4)
  const months = await it.call('episodic/frequency', { what: 'swim', by: 'month' })
  expect(months).toMatchObject({
    count: 3,
    series: [
      { bucket: '2026-01', count: 2 },
      { bucket: '2026-02', count: 1 },
    ],
  })
  expect((await it.call('episodic/frequency', { tags: ['SPORT'], by: 'day' })).series).toHaveLength(41)
  const [last] = await it.call('episodic/last_time', { what: 'swim' })
  expect(last).toMatchObject({ content: 'swim number 2', elapsed: '2 months ago' })
  expect(await it.call('episodic/last_time', { what: 'sailed' })).toEqual([])
  await expect(it.call('episodic/frequency', {})).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
})

test('an event is seen among what led to it and what came of it', async () => {
  const { ids } = await it.call('episodic/bulk_remember', { turns: transcript, session: 's1' })
  const seen = await it.call('episodic/around', { id: ids[2], before: 1, after: 9 })
  expect(seen.before).toHaveLength(1)
  expect(seen.event.content).toBe('Biscuit')
  expect(seen.after).toHaveLength(2)
  expect((await it.call('episodic/around', { id: ids[2], maxTokens: 2 })).before).toEqual([])
  const alone = await it.call('episodic/remember', { content: 'first walk', occurredAt: '2026-01-01' })
  await it.call('episodic/remember', { content: 'second walk', occurredAt: '2026-01-02' })
  expect((await it.call('episodic/around', { id: alone.id, after: 1 })).after[0].content).toBe('second walk')
})

test('a session is replayed in order, piece by piece or as a gist', async () => {
  const turns = Array.from(
    { length: 40 },
    (_, i) =>
      `Turn ${i}: ${i % 10 === 0 ? 'the garden wall fell, the wall needs stones' : `small talk ${i * 7}`}`,
  )
  await it.call('episodic/bulk_remember', { turns, session: 'long' })
  const first = await it.call('episodic/replay', { session: 'long', maxTokens: 50 })
  const second = await it.call('episodic/replay', { session: 'long', maxTokens: 50, from: first.next })
  expect(second.turns[0].position).toBe(first.turns.length)
  const gist = await it.call('episodic/replay', { session: 'long', detail: 'gist', maxTokens: 40 })
  expect(gist.turns.some((one: { content: string }) => one.content.includes('wall'))).toBe(true)
  const positions = gist.turns.map((one: { position: number }) => one.position)
  expect(positions).toEqual(positions.toSorted((a: number, b: number) => a - b))
  await expect(it.call('episodic/replay', { session: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
})
