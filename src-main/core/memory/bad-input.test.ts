import { afterEach, beforeEach, expect, test } from 'vitest'
import { operations } from './operations.ts'
import { createTestMemory, type TestMemory } from './testing.ts'

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

const refused = (reason: string): object => ({
  code: 'BAD_ARGUMENTS',
  message: expect.stringContaining(reason) as string,
})

test('what is too long, too many or no text is refused with the reason and the way out, and nothing is kept', async () => {
  const long = 'A long sentence about nothing in particular. '.repeat(230_000)
  expect(long.length).toBeGreaterThan(10_000_000)
  await expect(it.call('episodic/remember', { content: long })).rejects.toMatchObject(refused('rag/ingest'))
  await expect(
    it.call('episodic/remember', {
      content: 'x',
      tags: Array.from({ length: 100_000 }, (_, i) => `tag ${i}`),
    }),
  ).rejects.toMatchObject(refused('tags'))
  for (const [content, reason] of [
    ['a\u0000b', 'NUL'],
    ['half \ud83d of a pair', 'surrogate'],
    ['\udc00', 'surrogate'],
    ['   ', 'empty'],
  ]) {
    await expect(it.call('episodic/remember', { content })).rejects.toMatchObject(refused(reason ?? ''))
    await expect(it.call('semantic/store', { statement: content })).rejects.toMatchObject(
      refused(reason ?? ''),
    )
    await expect(it.call('graph/upsert_entity', { name: content, type: 'x' })).rejects.toMatchObject(
      refused(reason ?? ''),
    )
    await expect(it.call('episodic/bulk_remember', { turns: ['good', content] })).rejects.toMatchObject(
      refused(reason ?? ''),
    )
  }
  expect(await it.call('episodic/list_events')).toMatchObject({ total: 0 })
  expect(await it.call('semantic/list_memories')).toMatchObject({ total: 0 })
  // The way out works: ten megabytes as a document, found again by a sentence in its middle.
  const document = `${long.slice(0, 5_000_000)}\n\nThe needle is a walrus.\n\n${long.slice(5_000_000)}`
  const { documents } = await it.call('rag/ingest', { text: document, name: 'long.txt', chunkSize: 10_000 })
  expect(documents).toMatchObject([{ removed: 0 }])
  expect((await it.call('rag/search', { query: 'needle walrus' }))[0].content).toContain('walrus')
}, 120_000)

test('any query is words to every operation that takes one, never syntax', async () => {
  await it.call('episodic/remember', { content: 'foo-bar AND "quoted" NEAR(x) * tags:y' })
  await it.call('semantic/store', { statement: 'foo-bar is NOT a column' })
  const queries = [
    'foo-bar',
    '"',
    '""',
    "'",
    'a"b',
    'AND',
    'NOT',
    'foo AND',
    'NEAR(',
    'NEAR(a b, 5)',
    'x:y',
    'terms: z',
    '*',
    'a*',
    '^a',
    '-',
    '--',
    '(',
    ')',
    '{',
    '}',
    '+',
    '\\',
    '%',
    '_',
    ';',
    "'; DROP TABLE memories; --",
    '\u200b',
    '🎉',
    'ﷺ',
    'İstanbul',
    '日本語',
    'a'.repeat(2000),
    'a b '.repeat(400),
    '\n\t',
    'col1 : col2',
    '[]',
    '{"a":1}',
  ]
  const takers = operations.filter((one) => one.readOnly && 'query' in one.input.shape)
  expect(takers.length).toBeGreaterThan(8)
  for (const { layer, name, input } of takers) {
    for (const query of queries) {
      if (!input.safeParse({ query }).success) continue
      await it.call(`${layer}/${name}`, { query }).catch((error: { code?: string; message: string }) => {
        expect(['BAD_ARGUMENTS', 'NOT_FOUND'], `${layer}/${name} ${query}: ${error.message}`).toContain(
          error.code,
        )
      })
    }
  }
  expect(await it.call('episodic/list_events')).toMatchObject({ total: 1 })
  expect((await it.call('episodic/recall', { query: 'foo-bar' }))[0].content).toContain('foo-bar')
})

test('the year 10,000 is a year, what is beyond time is not', async () => {
  const { id } = await it.call('episodic/remember', {
    content: 'The far future',
    occurredAt: '+010000-01-01T00:00:00Z',
  })
  expect((await it.call('episodic/get', { id })).occurredAt).toBe('+010000-01-01T00:00:00.000Z')
  expect(await it.call('episodic/recall', { query: 'far future', from: '+009999-12-31' })).toHaveLength(1)
  await it.call('episodic/remember', { content: 'The distant past', occurredAt: '-000043-03-15' })
  const { buckets } = await it.call('episodic/query_temporal', {
    from: '-000100-01-01',
    to: '+010001-01-01',
    granularity: 'year',
  })
  expect(buckets).toHaveLength(2)
  for (const occurredAt of [
    '10000-01-01',
    '2026-13-01',
    '2026-02-30T25:00:00Z',
    'yesterday',
    '',
    8.65e15,
    -8.65e15,
    Number.NaN,
    1e300,
  ]) {
    await expect(it.call('episodic/remember', { content: 'x', occurredAt })).rejects.toMatchObject({
      code: 'BAD_ARGUMENTS',
    })
  }
  await it.call('semantic/store', {
    statement: 'The sun shines',
    validFrom: '-000100-01-01',
    validTo: '+010000-01-01',
  })
  expect(await it.call('semantic/search', { query: 'sun shines', validAt: '+009999-01-01' })).toHaveLength(1)
  expect(await it.call('semantic/search', { query: 'sun shines', validAt: '+010001-01-01' })).toEqual([])
})

test('cycles in graphs, dependencies, sources and shares end', async () => {
  for (const [a, b] of [
    ['A', 'B'],
    ['B', 'C'],
    ['C', 'A'],
    ['A', 'A'],
  ])
    await it.call('graph/relate', { subject: a, predicate: 'leads to', object: b })
  expect((await it.call('graph/path', { from: 'A', to: 'C', maxHops: 6 })).length).toBeGreaterThan(0)
  expect(await it.call('graph/spread', { seeds: ['A'], limit: 10 })).toBeDefined()
  expect(await it.call('graph/get_communities')).toBeDefined()
  expect(
    (await it.call('graph/get_relationships', { entity: 'A', depth: 5 })).relations?.length ?? 4,
  ).toBeGreaterThan(0)
  expect(
    await it.call('graph/match_pattern', {
      patterns: [
        ['?a', 'leads to', '?b'],
        ['?b', 'leads to', '?c'],
        ['?c', 'leads to', '?a'],
      ],
    }),
  ).not.toEqual([])
  await expect(it.call('graph/merge_entities', { keep: 'A', drop: 'A' })).rejects.toMatchObject({
    code: expect.stringMatching(/BAD_ARGUMENTS|CONFLICT/),
  })
  const [one, two, three] = await Promise.all(
    ['1', '2', '3'].map((action) => it.call('prospective/create_task', { action })),
  )
  await it.call('prospective/update_task', { id: one.id, dependsOn: [two.id] })
  await it.call('prospective/update_task', { id: two.id, dependsOn: [three.id] })
  await expect(
    it.call('prospective/update_task', { id: three.id, dependsOn: [one.id] }),
  ).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  await expect(it.call('prospective/update_task', { id: one.id, dependsOn: [one.id] })).rejects.toMatchObject(
    { code: 'BAD_ARGUMENTS' },
  )
  // Beliefs that name each other as sources.
  const x = await it.call('semantic/store', { statement: 'The first rests on the second' })
  const y = await it.call('semantic/store', { statement: 'The second rests on the first', sources: [x.id] })
  await it.call('semantic/store', { statement: 'The first rests on the second', sources: [y.id] })
  expect(await it.call('graph/impact', { id: x.id })).toBeDefined()
  expect((await it.call('meta/source', { id: x.id, depth: 20 })).chain.length).toBeLessThan(10)
  expect((await it.call('semantic/delete', { id: x.id, cascade: true })).retracted.length).toBeGreaterThan(0)
  await it.call('episodic/remember', { content: 'in a', scope: 'project:a' })
  await it.call('episodic/remember', { content: 'in b', scope: 'project:b' })
  await it.call('meta/scope', { action: 'share', name: 'project:a', with: 'project:b' })
  await it.call('meta/scope', { action: 'share', name: 'project:b', with: 'project:a' })
  expect(await it.call('episodic/list_events', { scope: 'project:a' })).toMatchObject({ total: 2 })
})
