import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callHost } from '../support/control.ts'
import { root, startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

/** What `athena exec --json` prints. */
interface Executed {
  status: string
  value: unknown
  text: string
  logs: { text: string }[]
  calls: { tool: string; ok: boolean }[]
  errors: { code: string; line: number; column: number }[]
  executionId: string
  session: string
}

let athena: Athena

beforeAll(async () => {
  athena = await startAthena()
}, 60_000)
afterAll(async () => {
  await athena?.stop()
})

async function execute(code: string, ...args: string[]): Promise<Executed> {
  const result = await athena.cli(['exec', '-', '--json', ...args], { input: code })
  return result.json<Executed>()
}

async function client(data = athena.data): Promise<Client> {
  const made = new Client({ name: 'test', version: '1.0.0' })
  await made.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(root, 'scripts/athena.mjs'), 'mcp'],
      env: { ...(process.env as Record<string, string>), ATHENA_DATA: data },
      stderr: 'inherit',
    }),
  )
  return made
}

async function callTool(
  connected: Client,
  name: string,
  args: Record<string, unknown>,
): Promise<{ text: string; isError: boolean }> {
  const result = await connected.callTool({ name, arguments: args })
  const [part] = result.content as { text?: string }[]
  return { text: part?.text ?? '', isError: result.isError === true }
}

describe('code that cannot run is refused before anything ran', () => {
  test('a syntax error names line and column, with a caret', async () => {
    const run = await execute('const a = 1\nconst b = = 2\nreturn b')
    expect(run.status).toBe('rejected')
    expect(run.errors[0]).toMatchObject({ code: 'SYNTAX', line: 2 })
    expect(run.text).toMatch(/const b = = 2\n\s*(\|\s*)?\^/)
  })

  test('an unknown import names what there is', async () => {
    const run = await execute(`import { recall } from './servers/episodc'\nreturn await recall('x')`)
    expect(run.status).toBe('rejected')
    expect(run.errors[0]).toMatchObject({ code: 'UNKNOWN_IMPORT', line: 1 })
    expect(run.text).toContain('episodic')
  })

  test('wrong arguments name the field, what was expected and what was given', async () => {
    const run = await execute(
      `import { recall } from './servers/episodic'\nreturn await recall({ query: 5 })`,
    )
    expect(run.status).toBe('rejected')
    expect(run.errors[0]).toMatchObject({ code: 'TYPE', line: 2 })
    expect(run.text).toMatch(/query/)
    expect(run.text).toMatch(/string/)
    expect(run.text).toMatch(/number/)
  })
})

describe('what goes wrong at run time is told where it happened', () => {
  test('an unknown tool gives three nearest names', async () => {
    const run = await execute(`return await callMCPTool('episodic/recal', { query: 'x' })`)
    expect(run.status).not.toBe('ok')
    expect(run.text).toContain('episodic/recall')
  })

  test('arguments that only the schema can judge are refused with the field', async () => {
    const run = await execute(
      `const args: any = { query: 5 }\nreturn await callMCPTool('episodic/recall', args)`,
    )
    expect(run.status).toBe('error')
    expect(run.text).toMatch(/BAD_ARGUMENTS|query/)
    expect(run.text).toContain('2 |')
  })

  test('an error thrown by a tool can be caught, and says which tool', async () => {
    const run = await execute(
      `try { await callMCPTool('semantic/get_memory', { id: 'nope' }) } catch (error: any) { return { name: error.name, tool: error.tool, message: error.message } }`,
    )
    expect(run.status, run.text).toBe('ok')
    expect(run.value).toMatchObject({ name: 'ToolError' })
    expect(JSON.stringify(run.value)).toContain('get_memory')
  })

  test('an endless loop is stopped and the next run works', async () => {
    const run = await execute('console.log("before")\nfor (;;) {}', '--timeout', '1000')
    expect(run.status).toBe('timeout')
    expect(run.text).toContain('TIMEOUT')
    expect(run.logs.map((log) => log.text)).toEqual(['before'])
    expect((await execute('return 1')).value).toBe(1)
  })

  test('a result that is not JSON is converted by known rules, and says so', async () => {
    const run = await execute(
      `const circle: any = { name: 'a' }\ncircle.self = circle\nreturn { big: 10n, map: new Map([['k', 1]]), set: new Set([1]), date: new Date(0), circle, run: () => 1 }`,
    )
    expect(run.status, run.text).toBe('ok')
    expect(run.value).toMatchObject({ date: '1970-01-01T00:00:00.000Z' })
    expect(run.text).toContain('note:')
  })

  test('a hundred megabytes of logs are cut and the result still arrives', async () => {
    const run = await execute(
      `const line = 'x'.repeat(10_000)\nfor (let i = 0; i < 10_000; i++) console.log(line)\nreturn 'done'`,
    )
    expect(run.status, run.text.slice(0, 500)).toBe('ok')
    expect(run.value).toBe('done')
    expect(run.text.length).toBeLessThan(10_000)
  })
})

describe('clients', () => {
  test('two at once have sessions of their own', async () => {
    const [one, two] = await Promise.all([client(), client()])
    const answers = await Promise.all([
      callTool(one, 'execute_code', { code: `state.name = 'one'\nreturn state.name` }),
      callTool(two, 'execute_code', { code: `state.name = 'two'\nreturn state.name` }),
    ])
    expect(answers.map((answer) => answer.text.split('\n')[1])).toEqual(['one', 'two'])
    const sessions = answers.map((answer) => /session (\S+)/.exec(answer.text)?.[1])
    expect(new Set(sessions).size).toBe(2)
    const again = await callTool(one, 'execute_code', { code: 'return state.name', session: sessions[0] })
    expect(again.text.split('\n')[1]).toBe('one')
    await Promise.all([one.close(), two.close()])
  })

  test('a client that leaves in the middle does not stop its run', async () => {
    const leaving = await client()
    const marker = `left-${Date.now()}`
    void leaving
      .callTool({
        name: 'execute_code',
        arguments: {
          code: `// ${marker}\nawait new Promise((done) => setTimeout(done, 1500))\nreturn '${marker}'`,
        },
      })
      .catch(() => undefined)
    await until(async () =>
      (await page(athena.data)).some((row) => row.title === marker && row.status === 'running'),
    )
    await leaving.close()
    await until(async () =>
      (await page(athena.data)).some((row) => row.title === marker && row.status !== 'running'),
    )
    const row = (await page(athena.data)).find((found) => found.title === marker)
    expect(row?.status).toBe('ok')
  }, 30_000)
})

test('a sandbox supervisor that is killed in the middle of a run takes that run and nothing else', async () => {
  const code = `// waits for its end\nimport { remember } from './servers/episodic'\nawait remember({ content: 'before the kill' })\nawait new Promise((done) => setTimeout(done, 60_000))`
  const run = execute(code)
  const waits = async (): Promise<string> =>
    (await page(athena.data)).find((row) => row.title === 'waits for its end')?.id ?? ''
  await until(async () => (await endedCalls(athena.data, await waits())) > 0)
  process.kill(supervisorOf(athena.pid), 'SIGKILL')
  const killed = await run
  expect(killed.status).toBe('crashed')
  expect(killed.text).toContain('supervisor')
  expect(killed.calls).toMatchObject([{ tool: 'episodic/remember', ok: true }])
  expect((await page(athena.data)).find((row) => row.id === killed.executionId)?.status).toBe('crashed')
  const next = await execute('return 40 + 2')
  expect([next.status, next.value]).toEqual(['ok', 42])
}, 60_000)

test('a host killed in the middle of writing loses nothing that was finished', async () => {
  const data = mkdtempSync(join(tmpdir(), 'athena-killed-'))
  try {
    const first = await startAthena({ data })
    const finished = (
      await first.cli(['exec', '-', '--json'], { input: `state.kept = 1\nreturn 'finished'` })
    ).json<Executed>()
    const code = `import { remember } from './servers/episodic'\nfor (let i = 0; ; i++) await remember({ content: 'memory number ' + i })`
    void first.cli(['exec', '-', '--json'], { input: code })
    await until(async () =>
      (await page(data)).some((row) => row.status === 'running' && row.title.startsWith('for (')),
    )
    const writing = (await page(data)).find((row) => row.title.startsWith('for ('))?.id ?? ''
    await until(async () => (await endedCalls(data, writing)) > 0)
    await first.kill()

    const second = await startAthena({ data })
    try {
      const rows = await page(data)
      expect(rows.find((row) => row.id === finished.executionId)?.status).toBe('ok')
      const broken = rows.find((row) => row.title.startsWith('for ('))
      expect(broken?.status).toBe('crashed')
      const detail = await callHost<{ error?: { code: string } }>(data, 'runs.get', { id: broken?.id ?? '' })
      expect(detail.error?.code).toBe('HOST_RESTARTED')
      expect(await endedCalls(data, broken?.id ?? '')).toBeGreaterThan(0)
      const resumed = await second.cli(['exec', '-', '--json', '--session', finished.session], {
        input: 'return state.kept',
      })
      expect(resumed.json<Executed>().value).toBe(1)
      const recalled = await second.cli(['exec', '-', '--json'], {
        input: `import { recall } from './servers/episodic'\nreturn (await recall('memory number 1', 3)).length`,
      })
      expect(recalled.json<Executed>().value).toBeGreaterThan(0)
    } finally {
      await second.stop()
    }
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}, 60_000)

/** The host's child that runs the supervisor. */
function supervisorOf(host: number): number {
  const found = readFileSync(`/proc/${host}/task/${host}/children`, 'utf8')
    .trim()
    .split(' ')
    .find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('supervisor.js'))
  return Number(found)
}

async function endedCalls(data: string, id: string): Promise<number> {
  const { events } = await callHost<{ events: { event: { k: string } }[] }>(data, 'runs.events', { id })
  return events.filter(({ event }) => event.k === 'call.ended').length
}

async function page(data: string): Promise<{ id: string; title: string; status: string }[]> {
  return (
    await callHost<{ rows: { id: string; title: string; status: string }[] }>(data, 'runs.page', {
      limit: 50,
    })
  ).rows
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error('the condition did not come true in 20 s')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
