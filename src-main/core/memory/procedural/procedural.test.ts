import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

const release = {
  name: 'Release',
  goal: 'Publish a new version of the package',
  steps: [
    'Run the tests',
    { action: 'Tag {{version}}', tool: 'git/tag' },
    'Publish {{version}} to {{registry}}',
  ],
  preconditions: ['tests are green'],
  parameters: [{ name: 'version' }, { name: 'registry', default: 'main' }],
  successTest: 'the registry shows {{version}}',
  tags: ['work'],
}

test('a procedure is defined once, found by its situation and told what is unmet', async () => {
  const { id } = await it.call('procedural/define', release)
  await expect(it.call('procedural/define', { ...release, name: 'RELEASE' })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  await expect(
    it.call('procedural/define', { ...release, name: 'x', steps: ['{{nope}}'] }),
  ).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  const [found] = await it.call('procedural/search', {
    query: 'publish the new version',
    availableTools: [],
    explain: true,
  })
  expect(found).toMatchObject({
    procedure: { id, name: 'Release' },
    unmet: ['tests are green', 'tool git/tag'],
  })
  expect(found.why.success).toBe(0.5)
  expect(await it.call('procedural/search', { query: 'publish', minSuccess: 0.9 })).toEqual([])
  expect((await it.call('procedural/list', { tags: ['work'] })).procedures).toMatchObject([
    { name: 'Release', steps: 3 },
  ])
})

test('a run fills in the parameters and its outcome teaches', async () => {
  const { id } = await it.call('procedural/define', release)
  const run = await it.call('procedural/execute', { procedure: 'release', parameters: { version: '2.0' } })
  expect(run.steps.map((step: { action: string }) => step.action)).toEqual([
    'Run the tests',
    'Tag 2.0',
    'Publish 2.0 to main',
  ])
  expect(run.successTest).toBe('the registry shows 2.0')
  await expect(it.call('procedural/execute', { procedure: id })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  await expect(
    it.call('procedural/execute', { procedure: id, parameters: { version: 2 } }),
  ).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  const recorded = await it.call('procedural/record_run', {
    runId: run.runId,
    outcome: 'failure',
    steps: ['success', 'failure', 'skipped'],
    durationMs: 10,
  })
  expect(recorded).toMatchObject({
    successProbability: 0.333,
    runs: 1,
    weakStep: { index: 1, action: 'Tag {{version}}' },
  })
  await expect(
    it.call('procedural/record_run', { runId: run.runId, outcome: 'success' }),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  for (let i = 0; i < 8; i++)
    await it.call('procedural/record_run', { procedure: 'Release', outcome: 'success', durationMs: 20 })
  expect(await it.call('procedural/get_effectiveness', { procedure: id })).toMatchObject({
    versions: [{ version: 1, successes: 8, failures: 1 }],
    medianDurationMs: 20,
    trend: 'better',
    openRuns: 0,
  })
  const before = await it.call('procedural/execute', { procedure: id, parameters: { version: '3' } })
  await it.call('meta/undo', { opId: before.opId })
  expect((await it.call('procedural/get_effectiveness', { procedure: id })).openRuns).toBe(0)
})

test('revisions keep earlier versions with their own statistics, and go back', async () => {
  const { id } = await it.call('procedural/define', release)
  await it.call('procedural/record_run', { procedure: id, outcome: 'success' })
  expect(
    await it.call('procedural/revise', { procedure: id, steps: ['Do all at once'], reason: 'simpler' }),
  ).toMatchObject({ version: 2 })
  expect(await it.call('procedural/get_procedure', { procedure: 'Release' })).toMatchObject({
    version: 2,
    runs: 0,
    steps: [{ action: 'Do all at once' }],
  })
  expect(await it.call('procedural/get_procedure', { procedure: id, version: 1 })).toMatchObject({
    version: 1,
    runs: 1,
  })
  await it.call('procedural/revise', { procedure: id, toVersion: 1, reason: 'simpler was wrong' })
  const now = await it.call('procedural/get_procedure', { procedure: id })
  expect(now.steps).toHaveLength(3)
  expect(now.versions.map((one: { reason: string }) => one.reason)).toEqual([
    'first version',
    'simpler',
    'simpler was wrong',
  ])
  await expect(it.call('procedural/get_procedure', { procedure: id, version: 9 })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('a mistake is counted, not repeated, and warned of before acting', async () => {
  const mistake = {
    situation: 'Deleting a git branch on the server',
    mistake: 'force push to main',
    correction: 'delete only the feature branch',
    severity: 0.8,
  }
  await it.call('procedural/note_pitfall', mistake)
  expect(
    (await it.call('procedural/note_pitfall', { ...mistake, mistake: 'Force push to the main' })).failures,
  ).toBe(2)
  const check = await it.call('procedural/precheck', { action: 'force push', target: 'main' })
  expect(check).toMatchObject({
    proceed: false,
    correction: 'delete only the feature branch',
    warnings: [{ failures: 2 }],
  })
  expect(await it.call('procedural/precheck', { action: 'bake a cake' })).toEqual({
    proceed: true,
    warnings: [],
    pastFailures: [],
  })
  await it.call('procedural/define', { ...release, steps: ['force push to main {{version}}'] })
  const run = await it.call('procedural/execute', { procedure: 'Release', parameters: { version: '1' } })
  expect(run.warnings).toHaveLength(1)
  await it.call('procedural/record_run', { runId: run.runId, outcome: 'failure', notes: 'rejected' })
  const again = await it.call('procedural/precheck', { action: 'publish new version of the package' })
  expect(again.pastFailures).toMatchObject([{ procedure: 'Release', notes: 'rejected' }])
})

test('what several traces have in common becomes a procedure with parameters', async () => {
  const trace = (version: string, extra: string[]) => [
    'Run all the tests',
    ...extra,
    `Tag release "${version}"`,
    `Publish release "${version}" to the registry`,
  ]
  await it.call('episodic/bulk_remember', { turns: trace('1.0', ['Drink some coffee']), session: 'a' })
  await it.call('episodic/bulk_remember', { turns: trace('1.1', []), session: 'b' })
  await it.call('episodic/bulk_remember', { turns: trace('2.0', ['Telephone rings']), session: 'c' })
  const found = await it.call('procedural/extract', { sessions: ['a', 'b', 'c'], goal: 'release' })
  expect(found.steps.map((step: { action: string; support: number }) => [step.action, step.support])).toEqual(
    [
      ['Run all the tests', 3],
      ['Tag release {{value1}}', 3],
      ['Publish release {{value1}} to the registry', 3],
    ],
  )
  expect(found.parameters).toEqual([{ name: 'value1', values: ['"1.0"', '"1.1"', '"2.0"'] }])
  await expect(it.call('procedural/extract', { sessions: ['a', 'none'], goal: 'x' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})
