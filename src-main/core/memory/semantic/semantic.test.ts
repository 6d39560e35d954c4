import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

test('a belief is stored with its parts, a repeated one is strengthened, not deleted', async () => {
  const first = await it.call('semantic/store', {
    statement: 'Anna lives in Oslo',
    sources: ['letter'],
    tags: ['people'],
  })
  expect(first.verdict).toBe('new')
  for (let i = 0; i < 99; i++) {
    expect(await it.call('semantic/store', { statement: 'anna lives in  Oslo.' })).toMatchObject({
      verdict: 'duplicate',
      id: first.id,
    })
  }
  const { memories, total } = await it.call('semantic/list_memories')
  expect(total).toBe(1)
  expect(memories[0]).toMatchObject({
    subject: 'anna',
    predicate: 'lives in',
    object: 'Oslo',
    observed: 100,
    sources: ['letter'],
  })
})

test('a contradiction is reported and waits for a decision, unrelated beliefs are untouched', async () => {
  const a = await it.call('semantic/store', { statement: 'Anna lives in Oslo' })
  await it.call('semantic/store', { statement: 'Ben lives in Rome' })
  await it.call('semantic/store', { statement: 'Anna works at Acme' })
  const b = await it.call('semantic/store', { statement: 'Anna lives in Bergen' })
  expect(b).toMatchObject({ verdict: 'contradicts', conflicts: [{ id: a.id }] })
  const [open, ...none] = await it.call('semantic/conflicts')
  expect(none).toEqual([])
  expect(open).toMatchObject({ a: { id: a.id }, b: { id: b.id }, status: 'open' })
  expect(await it.call('semantic/search', { query: 'where does Anna live' })).toHaveLength(4)
  await expect(
    it.call('semantic/resolve', { conflictId: open.conflictId, decision: 'both', rationale: 'two homes' }),
  ).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  await it.call('semantic/resolve', { conflictId: open.conflictId, decision: 'b', rationale: 'she moved' })
  expect(await it.call('semantic/conflicts')).toEqual([])
  expect((await it.call('semantic/conflicts', { status: 'resolved' }))[0]).toMatchObject({
    decision: 'b',
    rationale: 'she moved',
  })
  const held = await it.call('semantic/search', { query: 'Anna lives', limit: 20 })
  expect(held.map((one: { id: string }) => one.id)).not.toContain(a.id)
})

test('beliefs of disjoint times, several likes and finer detail are no contradictions', async () => {
  await it.call('semantic/store', {
    statement: 'Anna lives in Oslo',
    validFrom: '2020-01-01',
    validTo: '2023-01-01',
  })
  expect(
    await it.call('semantic/store', { statement: 'Anna lives in Rome', validFrom: '2023-01-01' }),
  ).toMatchObject({ verdict: 'new' })
  await it.call('semantic/store', { subject: 'Anna', predicate: 'likes', object: 'blue' })
  expect(
    await it.call('semantic/store', { subject: 'Anna', predicate: 'likes', object: 'green' }),
  ).toMatchObject({ verdict: 'new' })
  expect(
    await it.call('semantic/store', { statement: 'Anna lives in Rome, Italy', validFrom: '2024-01-01' }),
  ).toMatchObject({ verdict: 'refines' })
  const then = await it.call('semantic/search', { query: 'Anna lives', validAt: '2021-06-01' })
  expect(then.map((one: { object: string }) => one.object)).toContain('Oslo')
  const now = await it.call('semantic/search', { query: 'where does Anna live' })
  expect(now.map((one: { object?: string }) => one.object)).not.toContain('Oslo')
})

test('after an update no paraphrase finds the old belief, and history and asOf still do', async () => {
  const old = await it.call('semantic/store', { statement: "Anna's occupation is baker" })
  const paraphrase = await it.call('semantic/store', {
    subject: 'Anna',
    predicate: 'occupation',
    object: 'Baker',
    statement: 'Anna earns her living as a baker',
  })
  for (let i = 0; i < 30; i++)
    await it.call('semantic/store', { statement: `Colleague ${i} of Anna is a baker of kind ${i}` })
  const before = it.now
  const { newId, alsoSuperseded } = await it.call('semantic/update', {
    id: old.id,
    statement: "Anna's occupation is pilot",
    reason: 'new job',
  })
  expect(alsoSuperseded).toEqual([paraphrase.id])
  for (const query of [
    'Anna occupation',
    'what is the job of Anna',
    'is Anna a baker',
    'occupation baker',
    "Anna's work",
    'Anna earns her living',
  ]) {
    const ids = (await it.call('semantic/search', { query, limit: 20 })).map((one: { id: string }) => one.id)
    expect(ids, query).not.toContain(old.id)
    expect(ids, query).not.toContain(paraphrase.id)
  }
  const [best] = await it.call('semantic/search', { query: 'Anna occupation' })
  expect(best.id).toBe(newId)
  const then = await it.call('semantic/search', { query: 'Anna occupation', asOf: before })
  expect(then.map((one: { id: string }) => one.id)).toContain(old.id)
  const chain = await it.call('semantic/history', { id: newId })
  expect(chain[0]).toMatchObject({
    id: old.id,
    supersededBy: newId,
    ended: { by: 'superseded', reason: 'new job' },
  })
  expect(await it.call('semantic/get_memory', { id: old.id })).toMatchObject({ supersededBy: newId })
  expect(await it.call('semantic/history', { subject: 'anna' })).toHaveLength(3)
})

test('undo of an update restores byte-equal reads, and can be undone itself', async () => {
  const { id } = await it.call('semantic/store', { statement: 'The server port is 8080' })
  const search = async () =>
    JSON.stringify(await it.call('semantic/search', { query: 'server port', limit: 20 }))
  const before = await search()
  const { opId } = await it.call('semantic/update', { id, statement: 'The server port is 9090' })
  const after = await search()
  expect(after).not.toBe(before)
  const undone = await it.call('meta/undo', { opId })
  expect(await search()).toBe(before)
  await expect(it.call('meta/undo', { opId })).rejects.toMatchObject({ code: 'CONFLICT' })
  await it.call('meta/undo', { opId: undone.opId })
  expect(await search()).toBe(after)
})

test('undo is refused while a later write builds on the same memory', async () => {
  const first = await it.call('semantic/store', { statement: 'The build takes 9 minutes' })
  await it.call('semantic/verify', { id: first.id, outcome: 'confirmed' })
  await expect(it.call('meta/undo', { opId: first.opId })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('a query that fits several beliefs is not guessed at', async () => {
  await it.call('semantic/store', { statement: 'The red car is fast' })
  await it.call('semantic/store', { statement: 'The red car is old' })
  await expect(
    it.call('semantic/update', { query: 'red car', statement: 'The red car is sold' }),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(it.call('semantic/update', { query: 'blue boat', statement: 'x' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('expiry says the world changed: true before, not after', async () => {
  const { id } = await it.call('semantic/store', { statement: 'The shop is open', validFrom: '2026-01-01' })
  await it.call('semantic/expire', { id, validTo: '2026-03-01' })
  expect(await it.call('semantic/search', { query: 'shop open' })).toEqual([])
  expect(await it.call('semantic/search', { query: 'shop open', validAt: '2026-02-01' })).toHaveLength(1)
  await expect(it.call('semantic/expire', { id, validTo: '2025-01-01' })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
})

test('retraction reaches what was derived, as a mark or all the way', async () => {
  const a = await it.call('semantic/store', { statement: 'The sensor reads 20 degrees' })
  const b = await it.call('semantic/store', { statement: 'The room is warm', sources: [a.id] })
  const c = await it.call('semantic/store', { statement: 'Nobody needs a jacket', sources: [b.id] })
  const first = await it.call('semantic/delete', { id: a.id, reason: 'sensor broken' })
  expect(first.dependents).toEqual([b.id, c.id])
  expect((await it.call('semantic/get_memory', { id: b.id })).review).toContain(a.id)
  await it.call('meta/undo', { opId: first.opId })
  const second = await it.call('semantic/delete', { id: a.id, cascade: true })
  expect(second.retracted).toEqual([a.id, b.id, c.id])
  expect(await it.call('semantic/search', { query: 'room warm jacket sensor' })).toEqual([])
  await expect(it.call('semantic/delete', { id: a.id })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('evidence moves confidence after Bayes', async () => {
  const { id } = await it.call('semantic/store', { statement: 'The well is deep', confidence: 0.5 })
  expect(await it.call('semantic/verify', { id, outcome: 'confirmed', strength: 0.8 })).toMatchObject({
    before: 0.5,
    after: 0.8,
  })
  expect(await it.call('semantic/verify', { id, outcome: 'refuted', strength: 0.8 })).toMatchObject({
    after: 0.5,
  })
  expect(await it.call('semantic/verify', { id, outcome: 'inconclusive' })).toMatchObject({ after: 0.5 })
})

test('diff tells what was learnt, changed and given up between two moments', async () => {
  const a = await it.call('semantic/store', { statement: 'The sky is blue' })
  const b = await it.call('semantic/store', { statement: 'The version is 1' })
  const from = it.now
  const c = await it.call('semantic/store', { statement: 'Grass is green' })
  await it.call('semantic/delete', { id: a.id })
  const { newId } = await it.call('semantic/update', { id: b.id, statement: 'The version is 2' })
  const diff = await it.call('semantic/diff', { from })
  expect(diff.added.map((one: { id: string }) => one.id)).toEqual([c.id])
  expect(diff.removed.map((one: { id: string }) => one.id)).toEqual([a.id])
  expect(diff.changed).toMatchObject([{ before: { id: b.id }, after: { id: newId } }])
})

test('a profile has only what is stored, by section, within its budget', async () => {
  await it.call('semantic/store', { statement: 'Anna is born in 1990' })
  await it.call('semantic/store', { statement: 'Anna works at Acme', validFrom: '2026-02-01' })
  await it.call('semantic/store', {
    subject: 'Anna',
    predicate: 'prefers',
    object: 'tea',
    kind: 'preference',
  })
  await it.call('semantic/store', { statement: 'Ben lives in Rome' })
  const { text, citations } = await it.call('semantic/profile', { entity: 'Anna' })
  expect(citations.map((one: { section: string }) => one.section).toSorted()).toEqual([
    'current',
    'preferences',
    'static',
  ])
  expect(text).not.toContain('Ben')
  const small = await it.call('semantic/profile', { entity: 'Anna', maxTokens: 40 })
  expect(small.left).toBeGreaterThan(0)
})

test('the most specific preference wins, then the latest; unmet conditions never apply', async () => {
  await it.call('semantic/store', { statement: 'User prefers short answers', kind: 'preference' })
  const code = await it.call('semantic/store', {
    statement: 'User prefers long answers with examples',
    kind: 'preference',
    condition: 'when explaining code',
  })
  await it.call('semantic/store', {
    statement: 'User prefers French answers',
    kind: 'preference',
    condition: 'when writing to Marie',
  })
  const answer = await it.call('semantic/applicable_preference', {
    situation: 'Write an answer that is explaining this code',
    explain: true,
  })
  expect(answer.preference.id).toBe(code.id)
  expect(answer.overridden).toHaveLength(1)
  expect(answer.why.condition).toBe(2)
  expect(
    (await it.call('semantic/applicable_preference', { situation: 'choose a colour' })).preference,
  ).toBeUndefined()
})
