import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

const relate = (subject: string, predicate: string, object: string, more = {}) =>
  it.call('graph/relate', { subject, predicate, object, ...more })

test('an entity is enriched under any of its names, and found by any of them', async () => {
  const first = await it.call('graph/upsert_entity', {
    name: 'Anna Berg',
    type: 'person',
    aliases: ['Annie'],
    attributes: { city: 'Oslo' },
  })
  const again = await it.call('graph/upsert_entity', {
    name: 'annie',
    attributes: { job: 'pilot' },
    observations: ['Flies gliders'],
  })
  expect(again).toMatchObject({
    mergedWith: first.id,
    entity: { name: 'Anna Berg', attributes: { city: 'Oslo', job: 'pilot' } },
  })
  expect((await it.call('graph/get_entity', { entity: 'ANNIE' })).id).toBe(first.id)
  expect(await it.call('graph/search_entities', { query: 'gliders', explain: true })).toMatchObject([
    { id: first.id },
  ])
  expect(await it.call('graph/search_entities', { query: 'ann', types: ['person'] })).toMatchObject([
    { id: first.id },
  ])
  expect(await it.call('graph/search_entities', { query: 'ann', types: ['tool'] })).toEqual([])
  await expect(it.call('graph/get_entity', { entity: 'Nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await it.call('graph/get_entity', { entity: first.id, scope: ['user', 'project:x'] })).toMatchObject(
    { relations: 0 },
  )
  await expect(it.call('graph/get_entity', { entity: first.id, scope: 'project:x' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('edges have a time; a second spell is a second edge, an overlapping one is the same', async () => {
  const a = await relate('Anna', 'works_at', 'Acme', { validFrom: '2020-01-01', validTo: '2021-01-01' })
  const b = await relate('Anna', 'worksAt', 'Acme', { validFrom: '2023-01-01', validTo: '2024-01-01' })
  expect(b.id).not.toBe(a.id)
  const c = await relate('anna', 'works at', 'acme', { validFrom: '2023-06-01', validTo: '2025-01-01' })
  expect(c).toMatchObject({
    id: b.id,
    strengthened: true,
    relation: { validFrom: '2023-01-01T00:00:00.000Z', validTo: '2025-01-01T00:00:00.000Z' },
  })
  expect(await it.call('graph/search_relationships', { subject: 'Anna', validAt: '2022-01-01' })).toEqual([])
  expect(
    await it.call('graph/search_relationships', { subject: 'Anna', predicate: 'works_at' }),
  ).toHaveLength(2)
  expect(await it.call('graph/search_relationships', { query: 'Anna works' })).toHaveLength(2)
  await expect(it.call('graph/search_relationships', {})).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  await expect(
    relate('a', 'b', 'c', { validFrom: '2024-01-01', validTo: '2020-01-01' }),
  ).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
})

test('neighbours are given to a depth, also through a cycle', async () => {
  await relate('A', 'knows', 'B')
  await relate('B', 'knows', 'C')
  await relate('C', 'knows', 'A')
  await relate('C', 'likes', 'D')
  const one = await it.call('graph/get_relationships', { entity: 'A' })
  expect(one.entities.map((entity: { name: string }) => entity.name).toSorted()).toEqual(['B', 'C'])
  const out = await it.call('graph/get_relationships', { entity: 'A', direction: 'out', depth: 6 })
  expect(out.entities.map((entity: { distance: number }) => entity.distance)).toEqual([1, 2, 3])
  expect(
    (await it.call('graph/get_relationships', { entity: 'C', predicates: ['likes'] })).relations,
  ).toHaveLength(1)
})

test('the most plausible path wins over a shorter doubtful one, each hop with its edge', async () => {
  await relate('A', 'rumoured', 'Z', { confidence: 0.1 })
  await relate('A', 'knows', 'M')
  await relate('M', 'knows', 'Z')
  const paths = await it.call('graph/path', { from: 'A', to: 'Z' })
  expect(
    paths.map((one: { entities: { name: string }[] }) => one.entities.map((entity) => entity.name)),
  ).toEqual([
    ['A', 'M', 'Z'],
    ['A', 'Z'],
  ])
  expect(paths[0].plausibility).toBeCloseTo(0.81)
  expect(await it.call('graph/path', { from: 'A', to: 'Z', maxHops: 1 })).toHaveLength(1)
})

test('two entities become one, reversibly, and one becomes two', async () => {
  const a = await it.call('graph/upsert_entity', { name: 'Jon Smith', type: 'person' })
  const b = await it.call('graph/upsert_entity', { name: 'J. Smith', observations: ['Plays chess'] })
  await relate('J. Smith', 'works at', 'Acme')
  const edge = await relate('Jon Smith', 'lives in', 'Oslo')
  const merged = await it.call('graph/merge_entities', { keep: a.id, drop: b.id })
  expect(merged.rewired).toBe(1)
  expect((await it.call('graph/get_relationships', { entity: 'J. Smith' })).relations).toHaveLength(2)
  await it.call('meta/undo', { opId: merged.opId })
  expect((await it.call('graph/get_relationships', { entity: 'J. Smith' })).relations).toHaveLength(1)
  await expect(it.call('graph/merge_entities', { keep: a.id, drop: 'Jon Smith' })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  const again = await it.call('graph/merge_entities', { keep: a.id, drop: b.id })
  expect(again.id).toBe(a.id)
  const split = await it.call('graph/split_entity', {
    entity: a.id,
    parts: [
      { name: 'Jon Smith' },
      { name: 'Jane Smith', relationIds: [edge.id], aliases: ['J. Smith'], observations: ['Plays chess'] },
    ],
  })
  expect((await it.call('graph/get_entity', { entity: 'J. Smith' })).id).toBe(split.ids[1])
  expect((await it.call('graph/get_relationships', { entity: 'Jane Smith' })).relations).toMatchObject([
    { predicate: 'lives in' },
  ])
})

test('a mention is resolved by its context', async () => {
  await it.call('graph/upsert_entity', {
    name: 'Paris',
    type: 'city',
    observations: ['Capital of France with a river'],
  })
  await it.call('graph/upsert_entity', {
    name: 'Paris Hilton',
    type: 'person',
    aliases: ['Paris'],
    observations: ['Owns hotels and sings'],
  })
  const [city] = await it.call('graph/resolve_mention', {
    mention: 'Paris',
    context: 'we walked along the river in the capital',
  })
  expect(city.entity.type).toBe('city')
  const [person, second] = await it.call('graph/resolve_mention', {
    mention: 'Paris',
    context: 'she sings in her hotels',
  })
  expect(person.entity.type).toBe('person')
  expect(person.probability + second.probability).toBeLessThan(1)
  expect(await it.call('graph/resolve_mention', { mention: 'Zanzibar' })).toEqual([])
})

test('activation spreads over entities, facts and events without a text query', async () => {
  await relate('Anna', 'owns', 'Biscuit')
  await relate('Biscuit', 'is a', 'greyhound')
  const { id } = await it.call('episodic/remember', { content: 'Biscuit won the race' })
  await it.call('episodic/remember', { content: 'It rained' })
  const found = await it.call('graph/spread', { seeds: ['Anna'] })
  expect(found.map((one: { content: string }) => one.content)[0]).toBe('Biscuit')
  expect(found.some((one: { id: string }) => one.id === id)).toBe(true)
  expect(found.some((one: { content: string }) => one.content === 'It rained')).toBe(false)
  expect(await it.call('graph/spread', { seeds: ['nobody'] })).toEqual([])
})

test('groups are found, the same every time, with what bridges them', async () => {
  for (const [a, b] of [
    ['A', 'B'],
    ['B', 'C'],
    ['A', 'C'],
    ['X', 'Y'],
    ['Y', 'Z'],
    ['X', 'Z'],
    ['C', 'X'],
  ] as const)
    await relate(a, 'knows', b)
  const { communities } = await it.call('graph/get_communities')
  expect(communities).toHaveLength(2)
  expect(communities.flatMap((one: { bridges: string[] }) => one.bridges)).toHaveLength(2)
  expect(await it.call('graph/get_communities')).toEqual(await it.call('graph/get_communities'))
  const role = await it.call('graph/analyze_entity', { entity: 'C' })
  expect(role).toMatchObject({ degree: 3, rank: 1, of: 6, separates: 2, predicates: { knows: 3 } })
})

test('a pattern with variables is matched over edges', async () => {
  await it.call('graph/upsert_entity', { name: 'Anna', type: 'person' })
  await relate('Anna', 'works on', 'App')
  await relate('Ben', 'works on', 'Site')
  await relate('App', 'depends on', 'React')
  await relate('Anna', 'knows', 'Ben')
  const patterns = [
    ['?who', 'works on', '?x'],
    ['?x', 'depends on', 'React'],
  ]
  expect(await it.call('graph/match_pattern', { patterns })).toMatchObject([
    { bindings: { '?who': { name: 'Anna' }, '?x': { name: 'App' } } },
  ])
  expect(
    await it.call('graph/match_pattern', { patterns: [['?a', 'works on', '?x']], types: { '?a': 'person' } }),
  ).toHaveLength(1)
  expect(await it.call('graph/match_pattern', { patterns: [['Anna', '?how', 'Ben']] })).toMatchObject([
    { bindings: { '?how': { name: 'knows' } } },
  ])
  expect(
    await it.call('graph/match_pattern', {
      patterns: [
        ['?a', 'works on', '?x'],
        ['?b', 'works on', '?y'],
      ],
      different: [['?a', '?b']],
    }),
  ).toHaveLength(2)
  await expect(
    it.call('graph/match_pattern', { patterns: [['?a', 'b', '?c']], types: { '?z': 'x' } }),
  ).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
})

test('impact follows what was derived, named as source or connected', async () => {
  const event = await it.call('episodic/remember', { content: 'Sensor said 20' })
  const fact = await it.call('semantic/store', { statement: 'It is warm', sources: [event.id] })
  const next = await it.call('semantic/store', { statement: 'No coat is needed', sources: [fact.id] })
  const edge = await relate('Room', 'is', 'warm', { sources: [fact.id] })
  const found = await it.call('graph/impact', { id: event.id })
  expect(new Set(found.map((one: { id: string }) => one.id))).toEqual(new Set([fact.id, next.id, edge.id]))
  expect(found.find((one: { id: string }) => one.id === next.id)).toMatchObject({
    distance: 2,
    because: `derivedFrom ${fact.id}`,
  })
})
