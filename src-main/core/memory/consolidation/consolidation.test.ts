import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

// Each cycle starts a thread, which has its modules to load; a loaded machine takes its time for that.
vi.setConfig({ testTimeout: 120_000 })

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

const day = 86_400_000
const phrasings = [
  'The favourite colour of Anna is dark blue',
  'Anna has dark blue as favourite colour',
  'Dark blue: the favourite colour of Anna',
]

test('four phrasings of the same are proposed as one, rejected for good or merged and undone', async () => {
  for (const statement of phrasings)
    await it.call('semantic/store', { statement, sources: [`letter ${statement.length}`] })
  await it.call('semantic/store', { statement: 'The favourite colour of Anna is not dark blue' })
  const { proposals } = await it.call('consolidation/propose', { kinds: ['merge'] })
  expect(proposals).toHaveLength(1)
  expect(proposals[0].ids).toHaveLength(3)
  const { opId, changedIds } = await it.call('consolidation/apply', {
    ids: [proposals[0].id],
    decision: 'accept',
  })
  expect(changedIds).toHaveLength(3)
  expect((await it.call('semantic/list_memories')).total).toBe(2)
  const kept = await it.call('semantic/get_memory', { id: changedIds[0] })
  expect(kept).toMatchObject({ observed: 3 })
  expect(kept.sources).toHaveLength(3)
  await it.call('meta/undo', { opId })
  expect((await it.call('semantic/list_memories')).total).toBe(4)
  await it.call('consolidation/apply', { ids: [proposals[0].id], decision: 'reject', note: 'keep all' })
  expect((await it.call('consolidation/propose', { kinds: ['merge'] })).proposals).toEqual([])
  await expect(
    it.call('consolidation/apply', { ids: [proposals[0].id], decision: 'accept' }),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await it.call('consolidation/get_metrics')).toMatchObject({
    proposals: { rejected: 1 },
    acceptance: 0,
  })
})

test('what happened on several days becomes a fact with its events as sources', async () => {
  for (let i = 0; i < 4; i++)
    await it.call('episodic/remember', {
      content: 'Anna took the early train to Bergen',
      occurredAt: i * 3 * day,
    })
  const { proposals, runId, opId } = await it.call('consolidation/run')
  expect(proposals).toMatchObject([{ kind: 'promote' }])
  expect(await it.call('consolidation/get_consolidation_history')).toMatchObject([
    { runId, opId, status: 'complete', proposed: 1, accepted: 0 },
  ])
  await it.call('consolidation/apply', { ids: [proposals[0].id], decision: 'accept' })
  const [fact] = await it.call('semantic/search', { query: 'train to Bergen' })
  expect(fact).toMatchObject({ confidence: 0.8 })
  expect(fact.sources).toHaveLength(4)
  expect((await it.call('consolidation/get_metrics')).promoted).toBe(1)
})

test('a cycle accepts at once what it is told to, and is undone as a whole', async () => {
  for (const statement of phrasings) await it.call('semantic/store', { statement })
  expect(await it.call('consolidation/run', { dryRun: true })).toMatchObject({
    found: { merge: 1 },
    accepted: 0,
  })
  const before = JSON.stringify(await it.call('semantic/list_memories'))
  const done = await it.call('consolidation/run', { accept: ['merge'] })
  expect(done).toMatchObject({ accepted: 1, complete: true })
  expect((await it.call('semantic/list_memories')).total).toBe(1)
  await it.call('meta/undo', { opId: done.opId })
  expect(JSON.stringify(await it.call('semantic/list_memories'))).toBe(before)
  expect(await it.call('consolidation/get_consolidation_history')).toEqual([])
})

test('writes during a cycle are not lost and not overwritten', async () => {
  const ids: string[] = []
  for (let i = 0; i < 60; i++)
    ids.push((await it.call('semantic/store', { statement: `Shelf ${i} holds books on subject ${i}` })).id)
  for (const statement of phrasings) ids.push((await it.call('semantic/store', { statement })).id)
  const cycle = it.call('consolidation/run', { accept: ['merge'] })
  await expect(it.call('consolidation/run')).rejects.toMatchObject({ code: 'CONFLICT' })
  expect((await it.call('consolidation/get_consolidation_status')).running).toBeDefined()
  const late = await it.call('semantic/store', { statement: 'Written while the cycle ran' })
  await it.call('semantic/delete', { id: ids.at(-1) })
  const done = await cycle
  expect(await it.call('semantic/get_memory', { id: late.id })).not.toHaveProperty('ended')
  expect(await it.call('semantic/get_memory', { id: ids.at(-1) })).toMatchObject({
    ended: { by: 'retracted' },
  })
  expect(await it.call('consolidation/get_consolidation_status')).toMatchObject({
    lastRun: { runId: done.runId },
    due: false,
  })
})

test('merging by hand keeps the wording that is given; different things are refused', async () => {
  const a = await it.call('semantic/store', { statement: 'Cats sleep a lot' })
  const b = await it.call('semantic/store', { statement: 'Cats sleep much of the day' })
  const event = await it.call('episodic/remember', { content: 'A cat slept' })
  await expect(it.call('consolidation/merge', { ids: [a.id, event.id] })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  await it.call('consolidation/merge', { ids: [a.id, b.id], text: 'Cats sleep most of the day' })
  expect(await it.call('semantic/search', { query: 'cats sleep' })).toMatchObject([
    { id: a.id, statement: 'Cats sleep most of the day', observed: 2 },
  ])
  await expect(it.call('consolidation/merge', { ids: [a.id, b.id] })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

test('a gist is taken from its sources, which stay, and is reviewed when one is retracted', async () => {
  const turns = [
    'The roof leaks above the kitchen.',
    'Rain came through the kitchen roof again.',
    'We talked about cheese.',
    'The roofer will mend the kitchen roof on Monday.',
  ]
  await it.call('episodic/bulk_remember', { turns, session: 'house' })
  const gist = await it.call('consolidation/gist', { session: 'house', maxTokens: 25 })
  expect(gist.covers).toHaveLength(4)
  for (const line of gist.text.split('\n')) expect(turns).toContain(line)
  expect(gist.text).toContain('roof')
  expect((await it.call('episodic/replay', { session: 'house' })).turns).toHaveLength(4)
  expect((await it.call('consolidation/get_metrics')).compression).toBeLessThan(1)
  const fact = await it.call('semantic/store', { statement: 'The roof is old' })
  const insight = await it.call('consolidation/reflect', {
    question: 'Why does it leak?',
    insight: 'Age is the cause',
    evidenceIds: [fact.id],
  })
  await it.call('semantic/delete', { id: fact.id })
  const [first] = await it.call('consolidation/review_queue')
  expect(first).toMatchObject({ id: insight.id, reason: expect.stringContaining(fact.id) })
  await expect(it.call('consolidation/gist', { session: 'none' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('promotion by hand reports the contradiction it causes', async () => {
  await it.call('semantic/store', { statement: 'Ben lives in Rome' })
  const event = await it.call('episodic/remember', { content: 'Ben lives in Oslo' })
  const done = await it.call('consolidation/promote', { ids: [event.id] })
  expect(done).toMatchObject({ verdict: 'contradicts', support: 1, statement: 'Ben lives in Oslo' })
})

test('regularities are found: together, in sequence and periodic', async () => {
  for (let week = 0; week < 5; week++) {
    const at = (hours: number) =>
      new Date(Date.UTC(2026, 0, 5 + week * 7, 8) + hours * 3_600_000).toISOString()
    await it.call('episodic/remember', {
      content: `Training ${week}`,
      occurredAt: at(0),
      tags: ['training'],
      participants: ['Ben'],
    })
    await it.call('episodic/remember', {
      content: `Headache ${week}`,
      occurredAt: at(30),
      tags: ['headache'],
    })
    await it.call('episodic/remember', {
      content: `Odd day ${week}`,
      occurredAt: at(70 + week * week * 7),
      tags: ['odd'],
    })
  }
  const found = await it.call('consolidation/analyze_patterns')
  expect(found.together).toContainEqual(
    expect.objectContaining({ items: ['#training', '@Ben'], support: 5, lift: expect.any(Number) }),
  )
  expect(found.sequences).toContainEqual(
    expect.objectContaining({ first: '#training', then: '#headache', support: 5, confidence: 1 }),
  )
  expect(found.periodic).toContainEqual(
    expect.objectContaining({ item: '#training', intervalDays: 7, nextExpected: '2026-02-09T08:00:00.000Z' }),
  )
})

test('faded memories go to the cold tier, pinned and important ones do not, and nothing is deleted', async () => {
  const old = await it.call('episodic/remember', { content: 'A trifle about gravel' })
  const pinned = await it.call('episodic/remember', { content: 'A pinned trifle about gravel paths' })
  await it.call('meta/pin', { id: pinned.id, level: 'protect' })
  await it.call('episodic/remember', { content: 'A vital matter about gravel prices', importance: 1 })
  for (const model of ['fsrs', 'actr', 'exponential']) {
    expect((await it.call('consolidation/decay', { model, dryRun: true })).count, model).toBe(0)
  }
  it.now += 4000 * day
  for (const model of ['fsrs', 'actr', 'exponential']) {
    expect(await it.call('consolidation/decay', { model, dryRun: true, floor: 0.4 }), model).toMatchObject({
      toCold: [old.id],
      keptByPin: 2,
    })
  }
  const { opId } = await it.call('consolidation/decay', { floor: 0.4 })
  expect(await it.call('episodic/recall', { query: 'gravel' })).toHaveLength(2)
  expect(await it.call('episodic/recall', { query: 'gravel', includeCold: true })).toHaveLength(3)
  await it.call('meta/undo', { opId })
  expect(await it.call('episodic/recall', { query: 'gravel' })).toHaveLength(3)
})

test('compacting frees space, never a memory, and says what can no longer be undone', async () => {
  const { opId } = await it.call('episodic/remember', { content: 'Stays for ever' })
  await it.call('episodic/recall', { query: 'ever' })
  it.now += 200 * day
  expect(await it.call('consolidation/compact', { dryRun: true, keepJournalDays: 100 })).toMatchObject({
    recallsRemoved: 1,
    changesRemoved: 1,
  })
  await it.call('consolidation/compact', { keepJournalDays: 100 })
  expect(await it.call('episodic/recall', { query: 'ever' })).toHaveLength(1)
  await expect(it.call('meta/undo', { opId })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test(
  'a cycle works on a snapshot in a thread: the host goes on, what changed meanwhile stays, undo takes all of it back',
  { timeout: 120_000 },
  async () => {
    const turns = Array.from({ length: 1200 }, (_, i) => ({
      content: `Entry ${i} on ${['herring', 'cod', 'halibut', 'mackerel'][i % 4]} and the ${['north', 'south'][i % 2]} quay`,
      externalId: `e${i}`,
    }))
    for (let from = 0; from < turns.length; from += 500)
      await it.call('episodic/bulk_remember', { turns: turns.slice(from, from + 500) })
    const pairs: string[][] = []
    for (const place of ['Bergen', 'Molde', 'Odda']) {
      const ids: string[] = []
      for (const statement of [
        `The library of ${place} opens on every Monday`,
        `On every Monday the library of ${place} opens`,
      ])
        ids.push((await it.call('semantic/store', { statement })).id)
      pairs.push(ids)
    }
    const before = JSON.stringify(await it.call('semantic/list_memories'))
    let turnsOfLoop = 0
    let longest = 0
    let last = performance.now()
    const timer = setInterval(() => {
      turnsOfLoop++
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 1)
    const cycle = it.call('consolidation/run', { accept: ['merge'], budgetMs: 60_000 })
    // The snapshot is taken once it counts what there is.
    while (!((await it.call('consolidation/get_consolidation_status')).running?.of > 0))
      await new Promise((resolve) => setTimeout(resolve, 1))
    // Written, changed and read while it runs: nothing waits for it.
    const late = await it.call('semantic/store', { statement: 'Written while the cycle ran' })
    await it.call('meta/pin', { id: pairs[1]?.[0], level: 'always' })
    await it.call('semantic/delete', { id: pairs[2]?.[1], reason: 'closed' })
    expect((await it.call('consolidation/get_consolidation_status')).running).toBeDefined()
    const done = await cycle
    clearInterval(timer)
    expect(done.complete).toBe(true)
    expect(turnsOfLoop).toBeGreaterThan(0)
    // The scan of a thousand rows alone takes far longer than the loop was ever held.
    expect(longest).toBeLessThan(done.durationMs)
    // One pair as it was is merged; one changed and one lost a half, so they are left alone.
    expect(done).toMatchObject({ accepted: 1, found: { merge: 3 } })
    expect(await it.call('semantic/get_memory', { id: late.id })).not.toHaveProperty('ended')
    expect(await it.call('semantic/get_memory', { id: pairs[1]?.[0] })).not.toHaveProperty('ended')
    expect(await it.call('semantic/get_memory', { id: pairs[2]?.[0] })).not.toHaveProperty('ended')
    await it.call('meta/undo', { opId: done.opId })
    await it.call('meta/undo', {
      opId: (await it.call('meta/audit', { operation: 'semantic.delete' }))[0].opId,
    })
    await it.call('meta/undo', { opId: (await it.call('meta/audit', { operation: 'meta.pin' }))[0].opId })
    await it.call('meta/undo', { opId: late.opId })
    expect(JSON.stringify(await it.call('semantic/list_memories'))).toBe(before)
  },
)

test(
  'a cycle keeps to its time, ends with its caller, and gives way to an erasure',
  { timeout: 120_000 },
  async () => {
    for (let from = 0; from < 1000; from += 500) {
      await it.call('episodic/bulk_remember', {
        turns: Array.from({ length: 500 }, (_, i) => ({
          content: `Page ${from + i} of the log tells of wind, rain and a quay`,
          externalId: `e${from + i}`,
        })),
      })
    }
    const short = await it.call('consolidation/run', { budgetMs: 10 })
    expect(short.complete).toBe(false)
    expect(short.scanned).toBeLessThan(1000)
    const { id } = await it.call('semantic/store', { statement: 'The safe opens with quasar-9917-heron' })
    const ended = it.call('consolidation/run').catch((error: { code: string }) => error.code)
    expect(await it.call('meta/forget', { ids: [id], mode: 'erase' })).toMatchObject({ verified: true })
    expect(await ended).toBe('CONFLICT')
    expect((await it.call('consolidation/get_consolidation_status')).running).toBeUndefined()
    const stop = new AbortController()
    const cancelled = it.memory
      .call(
        'consolidation',
        'run',
        {},
        { caller: { execution: 'x', session: 's', client: 'c' }, now: it.now, signal: stop.signal },
      )
      .catch((error: { code: string }) => error.code)
    stop.abort()
    expect(await cancelled).toBe('CANCELLED')
  },
)
