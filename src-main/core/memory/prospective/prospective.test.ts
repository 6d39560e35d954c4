import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

const day = 86_400_000

test('a task for a time in words becomes due, overdue and done, and its outcome can be recalled', async () => {
  const { id, task } = await it.call('prospective/create_task', {
    action: 'Water the plants',
    when: 'tomorrow at 9am',
    timeZone: 'UTC',
    priority: 0.9,
  })
  expect(task.due).toBe('2026-05-02T09:00:00.000Z')
  expect(await it.call('prospective/due')).toEqual([])
  expect(await it.call('prospective/due', { horizonDays: 2 })).toMatchObject([{ id, state: 'upcoming' }])
  it.now += day + 60_000
  expect(await it.call('prospective/due')).toMatchObject([{ id, state: 'due' }])
  expect(await it.memory.context({ execution: 'x', session: 's_1', client: 'test' })).toContain(
    'Water the plants',
  )
  it.now += 2 * day
  expect(await it.call('prospective/due')).toMatchObject([
    { id, state: 'overdue', reason: 'it is due 2 days ago' },
  ])
  await it.call('prospective/complete_task', { id, note: 'all of them' })
  expect(await it.call('prospective/due')).toEqual([])
  expect((await it.call('episodic/recall', { query: 'plants watered' }))[0].content).toBe(
    'Done: Water the plants (all of them)',
  )
  await expect(it.call('prospective/complete_task', { id })).rejects.toMatchObject({ code: 'CONFLICT' })
})

test('a repeating task comes again, a cancelled one does not', async () => {
  const { id, task } = await it.call('prospective/create_task', {
    action: 'Send the report',
    repeat: 'FREQ=WEEKLY;BYDAY=MO;BYHOUR=8;BYMINUTE=0;BYSECOND=0',
    timeZone: 'UTC',
  })
  expect(task.due).toBe('2026-05-04T08:00:00.000Z')
  it.now = Date.parse('2026-05-04T10:00:00Z')
  expect(await it.call('prospective/complete_task', { id })).toMatchObject({
    nextOccurrence: '2026-05-11T08:00:00.000Z',
  })
  expect(await it.call('prospective/due')).toEqual([])
  it.now = Date.parse('2026-05-11T10:00:00Z')
  expect(await it.call('prospective/complete_task', { id, outcome: 'cancelled' })).not.toHaveProperty(
    'nextOccurrence',
  )
  expect((await it.call('prospective/get_task', { id })).events).toHaveLength(2)
  expect(
    (await it.call('prospective/create_task', { action: 'x', repeat: 'every week on Friday' })).task.repeat,
  ).toContain('WEEKLY')
  await expect(
    it.call('prospective/create_task', { action: 'x', repeat: 'now and then' }),
  ).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  await expect(it.call('prospective/create_task', { action: 'x', when: 'blue' })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
})

test('a cue fires once a session and then retires until the next', async () => {
  const cue = {
    text: ['deploy staging'],
    people: ['Anna'],
    paths: ['/srv/app'],
    tools: ['github/create_issue'],
  }
  const { id } = await it.call('prospective/create_task', { action: 'Rotate the keys', cue })
  expect(await it.call('prospective/cue', { text: 'we deploy production' })).toEqual([])
  expect(
    await it.call('prospective/cue', { text: 'Deploying to the staging server', peek: true }),
  ).toMatchObject([{ matched: ['text: deploy staging'] }])
  expect(await it.call('prospective/cue', { text: 'Deploying to the staging server' })).toHaveLength(1)
  expect(await it.call('prospective/cue', { text: 'Deploying to the staging server' })).toEqual([])
  const found = await it.call(
    'prospective/cue',
    { paths: ['/srv/app/a.ts'], tool: 'github__create_issue', text: 'said Anna' },
    { session: 's_2' },
  )
  expect(found).toMatchObject([
    { task: { id }, matched: ['person: Anna', 'path: /srv/app', 'tool: github/create_issue'] },
  ])
  expect(
    await it.call('prospective/cue', { text: 'Annabel', paths: ['/srv/apple'] }, { session: 's_3' }),
  ).toEqual([])
})

test('a task waits for others, and never for itself', async () => {
  const a = await it.call('prospective/create_task', { action: 'Buy paint' })
  const b = await it.call('prospective/create_task', {
    action: 'Paint the wall',
    dependsOn: [a.id],
    deadline: it.now + day,
    priority: 1,
  })
  const c = await it.call('prospective/create_task', { action: 'Read a book' })
  const order = await it.call('prospective/next_actions')
  expect(order.map((one: { task: { id: string } }) => one.task.id)).toEqual([a.id, c.id, b.id])
  expect(order[0].whyNow).toBe('1 other wait for it')
  await expect(it.call('prospective/update_task', { id: a.id, dependsOn: [b.id] })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  expect(await it.call('prospective/complete_task', { id: a.id })).toMatchObject({ unblocked: [b.id] })
  expect((await it.call('prospective/next_actions'))[0].task.id).toBe(b.id)
  expect((await it.call('prospective/get_task', { id: b.id })).blockedBy).toEqual([])
})

test('tasks are changed, put off, listed, and undone', async () => {
  const { id } = await it.call('prospective/create_task', { action: 'Call the bank', tags: ['money'] })
  const { opId } = await it.call('prospective/update_task', {
    id,
    action: 'Call the other bank',
    when: '2026-05-03T10:00:00Z',
  })
  expect((await it.call('prospective/list_tasks', { about: 'other bank' })).total).toBe(1)
  await it.call('meta/undo', { opId })
  expect((await it.call('prospective/get_task', { id })).action).toBe('Call the bank')
  await it.call('prospective/complete_task', { id, outcome: 'deferred', until: 'next week' })
  expect((await it.call('prospective/list_tasks')).tasks[0].due).toMatch(/^2026-05-0/)
  const before = it.now
  await it.call('prospective/complete_task', { id, outcome: 'failed' })
  expect((await it.call('prospective/list_tasks')).total).toBe(0)
  expect((await it.call('prospective/list_tasks', { status: 'failed', tags: ['money'] })).total).toBe(1)
  expect((await it.call('prospective/list_tasks', { asOf: before })).total).toBe(1)
})

test('a goal knows what is met by evidence, what is open below it, and when it stalled', async () => {
  const goal = await it.call('prospective/create_goal', {
    statement: 'Ship version 2',
    criteria: ['tests pass', 'docs written'],
  })
  const below = await it.call('prospective/create_goal', { statement: 'Docs', parent: goal.id })
  const task = await it.call('prospective/create_task', { action: 'Write chapter 1', goal: below.id })
  await it.call('prospective/create_task', { action: 'Write chapter 2', goal: below.id })
  await it.call('prospective/complete_task', { id: task.id })
  const state = await it.call('prospective/progress', {
    goal: goal.id,
    met: [{ criterion: 'tests pass', evidence: 'build 42' }],
  })
  expect(state).toMatchObject({
    share: 0.5,
    met: [{ criterion: 'tests pass', evidence: 'build 42' }],
    unmet: ['docs written'],
    tasks: { done: 1, open: 1 },
  })
  expect(state.below).toMatchObject([{ share: 0.5 }])
  await expect(
    it.call('prospective/progress', { goal: goal.id, met: [{ criterion: 'nonsense' }] }),
  ).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  it.now += 30 * day
  expect((await it.call('prospective/progress', { goal: goal.id })).stalledSince).toBeDefined()
  expect(await it.call('prospective/list_goals')).toHaveLength(2)
  expect(await it.call('prospective/list_goals', { parent: goal.id })).toMatchObject([
    { statement: 'Docs', share: 0.5 },
  ])
  expect(await it.call('prospective/next_actions', { goal: goal.id })).toHaveLength(1)
})

test('promises are kept with the words that prove them', async () => {
  const event = await it.call('episodic/remember', { content: 'Ben: I will send you the draft by Monday' })
  await it.call('prospective/create_task', {
    action: 'Draft from Ben',
    promisedBy: 'Ben',
    promisedTo: 'me',
    evidence: event.id,
    deadline: it.now + day,
  })
  await it.call('prospective/create_task', { action: 'no promise' })
  it.now += 2 * day
  const list = await it.call('prospective/commitments', { by: 'ben' })
  expect(list).toMatchObject([{ evidence: 'Ben: I will send you the draft by Monday', late: true }])
  expect(await it.call('prospective/commitments', { by: 'Carla' })).toEqual([])
  expect(await it.call('prospective/due')).toMatchObject([{ state: 'missed' }])
  expect(await it.call('prospective/due', { includeMissed: false })).toEqual([])
})

test('a hand-off has everything a session left open', async () => {
  await it.call('prospective/create_task', { action: 'Fix the parser' })
  await it.call('prospective/create_task', { action: 'Other session’s task' }, { session: 's_9' })
  await it.call('semantic/store', { statement: 'The port is 80' })
  await it.call('semantic/store', { statement: "The server's port is 80" })
  await it.call('semantic/store', { statement: "The server's port is 81" })
  await it.call('episodic/remember', { content: 'The parser fails on empty lines' })
  await it.call('procedural/define', { name: 'Release', goal: 'release', steps: ['tag'] })
  await it.call('procedural/execute', { procedure: 'release' })
  const left = await it.call('prospective/handoff', {}, { session: 's_1' })
  expect(left.openTasks.map((one: { action: string }) => one.action)).toEqual(['Fix the parser'])
  expect(left.suggestedFirstStep.action).toBe('Fix the parser')
  expect(left.openRuns).toHaveLength(1)
  expect(left.openConflicts).toHaveLength(1)
  expect(left.lastState[0].content).toContain('parser fails')
})

test('what is due at nine stays due at nine when clocks change, in the gap and the hour that comes twice too', async () => {
  const repeating = async (when: string, timeZone: string): Promise<string> =>
    (await it.call('prospective/create_task', { action: 'Stand-up', when, repeat: 'FREQ=DAILY', timeZone }))
      .id
  const dueOf = async (id: string): Promise<string> => (await it.call('prospective/get_task', { id })).due
  const next = async (id: string): Promise<string> => {
    it.now = Date.parse(await dueOf(id)) + 60_000
    return (await it.call('prospective/complete_task', { id })).nextOccurrence
  }
  // Europe goes forward on 29 March and back on 25 October 2026.
  const spring = await repeating('2026-03-28T09:00', 'Europe/Oslo')
  expect(await dueOf(spring)).toBe('2026-03-28T08:00:00.000Z')
  expect(await next(spring)).toBe('2026-03-29T07:00:00.000Z')
  const autumn = await repeating('2026-10-24T09:00', 'Europe/Oslo')
  expect(await next(autumn)).toBe('2026-10-25T08:00:00.000Z')
  const gap = await repeating('2026-03-28T02:30', 'Europe/Oslo')
  expect(await next(gap)).toBe('2026-03-29T01:30:00.000Z')
  expect(await next(gap)).toBe('2026-03-30T00:30:00.000Z')
  const twice = await repeating('2026-10-24T02:30', 'Europe/Oslo')
  expect(await next(twice)).toBe('2026-10-25T00:30:00.000Z')
  expect(await next(twice)).toBe('2026-10-26T01:30:00.000Z')
  const south = await repeating('2026-10-03T09:00', 'Australia/Sydney')
  expect(await dueOf(south)).toBe('2026-10-02T23:00:00.000Z')
  expect(await next(south)).toBe('2026-10-03T22:00:00.000Z')
  await expect(repeating('tomorrow', 'Europe/Atlantis')).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
})

test('words for times are read by the clocks of the zone, and only dates are dates', async () => {
  const dueAt = async (when: string, timeZone: string): Promise<string> =>
    (await it.call('prospective/create_task', { action: 'x', when, timeZone })).task.due
  expect(await dueAt('tomorrow at 9', 'America/New_York')).toBe('2026-05-02T13:00:00.000Z')
  expect(await dueAt('2026-05-04T09:00', 'Asia/Kolkata')).toBe('2026-05-04T03:30:00.000Z')
  expect(await dueAt('2026-05-04T09:00:00+02:00', 'Asia/Kolkata')).toBe('2026-05-04T07:00:00.000Z')
  expect(await dueAt('2026-05-04', 'Asia/Kolkata')).toBe('2026-05-03T18:30:00.000Z')
  // V8 takes these for days of 2001.
  for (const occurredAt of ['tomorrow at 9', 'may 1', 'Room 12', '1/2/3']) {
    await expect(
      it.call('episodic/remember', { content: `At ${occurredAt}`, occurredAt }),
    ).rejects.toMatchObject({
      code: 'BAD_ARGUMENTS',
    })
  }
})

test('a rule with a count ends, and putting off neither shifts the rule nor loses the deadline', async () => {
  const { id } = await it.call('prospective/create_task', {
    action: 'Take the tablet',
    when: '2026-05-02T08:00:00Z',
    deadline: '2026-05-02T10:00:00Z',
    repeat: 'FREQ=DAILY;COUNT=3',
    timeZone: 'UTC',
  })
  await it.call('prospective/complete_task', { id, outcome: 'deferred', until: '2026-05-02T09:30:00Z' })
  it.now = Date.parse('2026-05-02T09:45:00Z')
  expect((await it.call('prospective/complete_task', { id })).nextOccurrence).toBe('2026-05-03T08:00:00.000Z')
  it.now = Date.parse('2026-05-03T08:30:00Z')
  expect(await it.call('prospective/due')).toMatchObject([{ id, state: 'due' }])
  expect((await it.call('prospective/complete_task', { id })).nextOccurrence).toBe('2026-05-04T08:00:00.000Z')
  it.now = Date.parse('2026-05-04T08:30:00Z')
  expect(await it.call('prospective/complete_task', { id })).not.toHaveProperty('nextOccurrence')
  expect((await it.call('prospective/get_task', { id })).status).toBe('done')
})

test('the context resource has what is due, what the talk calls to mind, and mistakes not to repeat', async () => {
  const context = () => it.memory.context({ execution: 'x', session: 's_1', client: 'test' })
  const task = await it.call('prospective/create_task', {
    action: 'Ask Olga about the invoice',
    cue: { text: ['harbour office'] },
  })
  const before = await it.call('prospective/create_task', { action: 'Find the invoice' })
  await it.call('prospective/update_task', { id: task.id, dependsOn: [before.id] })
  await it.call('procedural/note_pitfall', {
    situation: 'Deploying on Friday',
    mistake: 'skip the smoke test',
    correction: 'run it first',
    severity: 0.9,
  })
  expect(await context()).toContain('"skip the smoke test"')
  expect(await context()).not.toContain('Olga')
  await it.call('episodic/recall', { query: 'who works at the office of the harbour' })
  expect(await context()).not.toContain('Olga')
  await it.call('prospective/complete_task', { id: before.id })
  expect(await context()).toMatch(/Called to mind[^#]*"Ask Olga about the invoice"[^#]*text: harbour office/)
  // Half an hour later the talk is of something else.
  it.now += 31 * 60_000
  expect(await context()).not.toContain('Olga')
})
