import { callHost } from './control.ts'
import type { Athena } from './start-athena.ts'

/** Puts something of every kind into a data folder: runs, session state, files, memory, values, a skill, rules, a server. */
export async function populate(athena: Athena): Promise<void> {
  const run = async (code: string, session?: string): Promise<string> => {
    const args = ['exec', '-', '--json', ...(session === undefined ? [] : ['--session', session])]
    const result = (await athena.cli(args, { input: code })).json<{ status: string; session: string }>()
    if (result.status !== 'ok') throw new Error(`The run ended with ${JSON.stringify(result)}`)
    return result.session
  }
  const session = await run(
    `import { remember } from './servers/episodic'
import { store } from './servers/semantic'
import { writeFile } from 'fs/promises'
await remember({ content: 'Mara Lindqvist asked for the invoice of March', tags: ['invoice'] })
await store({ statement: 'The office closes at five' })
await writeFile('/workspace/notes.md', '# Notes\\nwrite to mara.lindqvist@shop-example.org')
state.visits = 1
state.seen = new Map([['a', new Date(0)]])
return { mail: 'mara.lindqvist@shop-example.org', card: '4111 1111 1111 1111' }`,
  )
  await run('state.visits += 1\nreturn state.visits', session)
  await athena.cli(['exec', '-', '--json'], { input: 'throw new Error("kept as it failed")' })
  await callHost(athena.data, 'skills.save', {
    name: 'double',
    description: 'Twice twenty-one.',
    code: 'return 21 * 2',
    lift: [],
  })
  await callHost(athena.data, 'policy.set', {
    client: '*',
    server: 'episodic',
    tool: 'forget',
    action: 'block',
  })
  await callHost(athena.data, 'settings.set', { name: 'runs.retentionDays', value: 3650 })
  await callHost(athena.data, 'privacy.addOwn', { value: 'Projekt Nordlicht' })
  await callHost(athena.data, 'flow.add', {
    kind: 'EMAIL',
    sourceServer: '*',
    sourceTool: '*',
    sinkServer: 'episodic',
    sinkTool: 'remember',
    field: '*',
    action: 'allow',
  })
  await athena.cli(['server', 'add', 'gone', '--', 'a-program-that-is-not-here'])
}

/** What can be read from a data folder, without what may differ from version to version or day to day. */
export async function factsOf(athena: Athena): Promise<Record<string, unknown>> {
  const call = <T>(method: string, params: object = {}): Promise<T> =>
    callHost<T>(athena.data, method, params)
  await call('vault.unlock')
  const { rows } = await call<{ rows: { id: string; status: string; session: string; startedAt: number }[] }>(
    'runs.page',
    { limit: 50 },
  )
  const runs = []
  for (const { id, status, session, startedAt } of rows) {
    const { run, answer } = await call<{ run: { codeRef?: string }; answer?: string }>('runs.get', { id })
    const { events } = await call<{ events: unknown[] }>('runs.events', { id, limit: 500 })
    runs.push({ id, status, session, startedAt, answer, code: run.codeRef, events: events.length })
  }
  const { entries } = await call<{ entries: { token: string; kind: string; session: string | null }[] }>(
    'vault.page',
    { limit: 50 },
  )
  const values = []
  for (const { token, kind, session } of entries) {
    const { value } = await call<{ value: string }>('vault.reveal', { token })
    values.push({ token, kind, session, value })
  }
  const { skills } = await call<{ skills: { name: string; description: string }[] }>('skills.list')
  const { rules } = await call<{ rules: { server: string; tool: string; action: string }[] }>('policy.list')
  const flows = await call<{ rules: { kind: string; sinkServer: string; action: string }[] }>('flow.rules')
  const own = await call<{ values: { kind: string; masked: string }[] }>('privacy.own')
  const servers = await athena.cli(['server', 'list', '--json'])
  return {
    runs,
    values,
    skills: skills.map(({ name, description }) => ({ name, description })),
    rules: rules.map(({ server, tool, action }) => ({ server, tool, action })),
    flows: flows.rules.map(({ kind, sinkServer, action }) => ({ kind, sinkServer, action })),
    own: own.values.map(({ kind, masked }) => ({ kind, masked })),
    servers: servers
      .json<{ servers: { name: string; kind: string }[] }>()
      .servers.filter((server) => server.kind === 'upstream')
      .map(({ name }) => name),
  }
}
