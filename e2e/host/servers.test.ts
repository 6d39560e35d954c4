import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callHost } from '../support/control.ts'
import { root, startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

/** What `athena exec --json` prints. */
interface Executed {
  status: string
  value: unknown
  text: string
  executionId: string
  session: string
}

const fixture = join(root, 'e2e', 'fixtures', 'servers', 'misbehaving.mjs')
let athena: Athena

beforeAll(async () => {
  athena = await startAthena()
}, 60_000)
afterAll(async () => {
  await athena?.stop()
})

async function execute(code: string, ...args: string[]): Promise<Executed> {
  return (await athena.cli(['exec', '-', '--json', ...args], { input: code })).json<Executed>()
}

/** Adds the fixture server in one of its modes. */
async function add(name: string, mode: string, ...flags: string[]): Promise<string> {
  const result = await athena.cli(['server', 'add', name, ...flags, '--', process.execPath, fixture, mode])
  if (result.code !== 0) throw new Error(result.stderr)
  return result.stdout
}

interface Waiting {
  id: string
  execution: string
  tool: string
  sentence: string
  batch?: { tool: string; args: unknown }[]
}

async function waitForApproval(): Promise<Waiting> {
  for (;;) {
    const list = await athena.cli(['approvals', 'list', '--json'])
    const [first] = list.json<{ approvals: Waiting[] }>().approvals
    if (first) return first
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Answers the next call that waits, as a person at the command line would. */
async function answer(decision: 'allow' | 'deny', ...flags: string[]): Promise<Waiting> {
  const first = await waitForApproval()
  await athena.cli(['approvals', decision, first.id, ...flags])
  return first
}

const call = (tool: string, args: object = {}) =>
  `return await callMCPTool(${JSON.stringify(tool)}, ${JSON.stringify(args)})`

describe('a server that is added from the command line', () => {
  test('is called as a typed function, at once if it is trusted and the tool only reads', async () => {
    expect(await add('plain', 'plain', '--trusted')).toContain('running, 11 tools')
    const run = await execute(`import { echo } from './servers/plain'\nreturn await echo({ text: 'hello' })`)
    expect(run.status, run.text).toBe('ok')
    expect(run.value).toBe('hello')
  })

  test('that is not trusted is asked about; what the user denies is final and said so', async () => {
    await add('stranger', 'plain')
    const [denied] = await Promise.all([execute(call('stranger/echo', { text: 'x' })), answer('deny')])
    expect(denied.status).not.toBe('ok')
    expect(denied.text).toContain('DENIED')
    expect(denied.text).toContain('final')
    const [allowed, asked] = await Promise.all([
      execute(call('stranger/echo', { text: 'x' })),
      answer('allow', '--always'),
    ])
    expect(asked.sentence).toContain('stranger/echo')
    expect(allowed.value).toBe('x')
    expect((await execute(call('stranger/echo', { text: 'again' }))).value).toBe('again')
  })

  test('with twenty calls in one run is asked about once, if the user says so', async () => {
    await add('batch', 'plain')
    const code = `const all = await Promise.all(Array.from({ length: 20 }, (_, i) => callMCPTool('batch/echo', { text: String(i) })))\nreturn all.length`
    const [run] = await Promise.all([execute(code), answer('allow', '--run')])
    expect(run.value, run.text).toBe(20)
  })

  test('with forty writes one after another is asked about once, with the whole list, before the first', async () => {
    await add('table', 'plain')
    const code = `let made = 0\nfor (let i = 0; i < 40; i++) { await callMCPTool('table/echo', { text: 'row ' + i }); made++ }\nreturn made`
    const [run, asked] = await Promise.all([execute(code), answer('allow')])
    expect(run.value, run.text).toBe(40)
    expect(asked.sentence).toContain('Makes 40 calls in this run: table/echo ×40')
    expect(asked.batch?.map((entry) => entry.args)).toEqual(
      Array.from({ length: 40 }, (_, i) => ({ text: `row ${i}` })),
    )
  })

  test.runIf(process.platform === 'linux')(
    'can be confined to folders, and is shown as confined or not',
    async () => {
      await add('inside', 'probe', '--trusted', '--confine', '--read', join(root, 'docs'))
      const tries = [join(root, 'docs', 'dependencies.md'), join(root, 'package.json')]
      const run = await execute(
        `return [${tries.map((path) => `await callMCPTool('inside/read', { text: ${JSON.stringify(path)} })`).join(', ')}, await callMCPTool('inside/connect', { text: '80' })].map((text: any) => text.slice(0, 14))`,
      )
      expect(run.value, run.text).toEqual(['# Dependencies\n'.slice(0, 14), 'EACCES', 'EACCES'])
      const list = (await athena.cli(['server', 'list'])).stdout
      expect(list).toMatch(/^inside .* confined /m)
      expect(list).toMatch(/^plain .* not confined /m)
    },
  )

  test('can be blocked by a rule', async () => {
    await athena.cli(['policy', 'set', 'plain/env', 'block'])
    const run = await execute(call('plain/env'))
    expect(run.text).toContain('DENIED')
  })

  test('with odd tool names gives safe files and distinct functions', async () => {
    await add('odd', 'odd-names', '--trusted')
    const tree = (await athena.cli(['tools', 'tree', '--json'])).json<{
      servers: { name: string; tools: { file: string; exportName: string; name: string }[] }[]
    }>()
    const tools = tree.servers.find((server) => server.name === 'odd')?.tools ?? []
    expect(tools.length).toBeGreaterThanOrEqual(8)
    for (const tool of tools) expect(tool.file).toMatch(/^[A-Za-z0-9_.-]{1,100}\.ts$/)
    expect(new Set(tools.map((tool) => tool.file.toLowerCase())).size).toBe(tools.length)
    expect(new Set(tools.map((tool) => tool.exportName)).size).toBe(tools.length)
  })

  test('says what is wrong with a definition', async () => {
    const result = await athena.cli(['server', 'add', 'Bad Name', '--', 'true'])
    expect(result.code).toBe(4)
    expect(result.stderr).toContain('folder of the tool tree')
    const missing = await athena.cli(['server', 'add', 'missing', '--', 'no-such-program-here'])
    expect(missing.stdout).toContain('was not found')
  })
})

describe('a server that misbehaves', () => {
  test('and dies, floods or fails costs that call, and the run says what happened', async () => {
    const tries = ['die', 'flood', 'fail', 'echo'].map(
      (tool) =>
        `try { results.push(['${tool}', await callMCPTool('plain/${tool}', { text: 'fine' })]) } catch (error: any) { results.push(['${tool}', error.name, error.message]) }`,
    )
    const run = await execute(`const results: any[] = []\n${tries.join('\n')}\nreturn results`)
    expect(run.status, run.text).toBe('ok')
    expect(run.value).toEqual([
      ['die', 'ToolError', expect.stringContaining('ended during the call') as string],
      ['flood', 'ToolError', expect.stringContaining('50 MB') as string],
      ['fail', 'ToolError', expect.stringContaining('no such row') as string],
      ['echo', 'fine'],
    ])
    await athena.cli(['policy', 'set', 'odd/get-sum', 'allow'])
    const other = await execute(call('odd/get-sum', { text: 'untouched' }))
    expect(other.value, other.text).toBe('untouched')
  })

  test('is started again after its end', async () => {
    await athena.cli(['server', 'restart', 'plain'])
    expect((await execute(call('plain/echo', { text: 'back' }))).value).toBe('back')
    const log = await athena.cli(['server', 'log', 'plain'])
    expect(log.code).toBe(0)
  })
})

test('a tool that changed after it was accepted is asked about with the change, until that was seen', async () => {
  const marker = join(athena.data, 'changed')
  const args = ['server', 'add', 'moody', '--trusted', '--', process.execPath, fixture, 'changing', marker]
  expect((await athena.cli(args)).stdout).toContain('running, 2 tools')
  expect((await execute(call('moody/echo', { text: 'change' }))).value).toBe('change')
  const changes = (): Promise<{ changes: { tool: string }[] }> =>
    callHost(athena.data, 'servers.changes', { name: 'moody' })
  await expect.poll(async () => (await changes()).changes.length, { timeout: 20_000 }).toBe(1)
  // The server is trusted and the tool only reads; its text is another one now all the same.
  const [denied, asked] = await Promise.all([execute(call('moody/echo', { text: 'x' })), answer('deny')])
  expect(denied.text).toContain('DENIED')
  expect(asked.sentence).toContain('was "Repeats the text" and is now "Sends everything to a stranger"')
  expect((await execute(call('moody/steady', { text: 'still' }))).value).toBe('still')
  const shown = (await athena.cli(['server', 'changes', 'moody'])).stdout
  expect(shown).toMatch(/- .*Repeats the text[^]*\+ .*Sends everything to a stranger/)
  await athena.cli(['server', 'accept', 'moody', 'echo'])
  expect((await execute(call('moody/echo', { text: 'seen' }))).value).toBe('seen')
  await athena.cli(['server', 'remove', 'moody'])
}, 90_000)

test('a server with 5,000 tools is searched and called like any other', async () => {
  expect(await add('many', 'many-tools', '--trusted')).toContain('running, 5000 tools')
  await athena.cli(['policy', 'set', 'many/*', 'allow'])
  const run = await execute(
    `import { tool4321 } from './servers/many'\nreturn [await tool4321({ text: 'found' }), (await search_tools('tool number 4321'))[0]?.tool]`,
  )
  expect(run.value, run.text).toEqual(['found', 'many/tool_4321'])
  await athena.cli(['server', 'remove', 'many'])
}, 60_000)

test('an agent is told that its call waits for the user, and gets the answer once it is given', async () => {
  const agent = new Client({ name: 'agent', version: '1.0.0' })
  const headers = { authorization: `Bearer ${athena.mcp.token}` }
  await agent.connect(
    new StreamableHTTPClientTransport(new URL(athena.mcp.url), { requestInit: { headers } }),
  )
  const textOf = (result: { content: unknown }) => (result.content as { text: string }[])[0]?.text ?? ''
  await add('slow', 'plain')
  const running = agent.callTool({
    name: 'execute_code',
    arguments: { code: call('slow/echo', { text: 'approved' }) },
  })
  const first = await waitForApproval()
  const waiting = textOf(
    await agent.callTool({
      name: 'wait_execution',
      arguments: { executionId: first.execution, waitMs: 200 },
    }),
  )
  expect(waiting).toMatch(/^waiting · session s_\S+ · execution x_/)
  expect(waiting).toContain('slow/echo')
  expect(waiting).toContain('10 minutes')
  await athena.cli(['approvals', 'allow', first.id])
  expect(textOf(await running)).toMatch(/^ok · [\s\S]*approved/)
  await agent.close()
})

test('an image of a tool never passes through values; emit, or a direct call, hands it to the model', async () => {
  const agent = new Client({ name: 'agent', version: '1.0.0' })
  const headers = { authorization: `Bearer ${athena.mcp.token}` }
  await agent.connect(
    new StreamableHTTPClientTransport(new URL(athena.mcp.url), { requestInit: { headers } }),
  )
  const code = `const shot: any = await callMCPTool('plain/image', {})\nawait emit(shot)\nreturn shot`
  const result = await agent.callTool({ name: 'execute_code', arguments: { code } })
  const image = { type: 'image', data: 'aGVsbG8=', mimeType: 'image/png' }
  expect((result.content as object[])[1]).toEqual(image)
  const text = JSON.stringify((result.content as object[])[0])
  expect(text).toContain('image_')
  expect(text).not.toContain('aGVsbG8=')
  expect(text).toContain('not scanned for personal data: image/png')
  const direct = await agent.callTool({
    name: 'call_tool',
    arguments: { tool: 'plain/image', arguments: {} },
  })
  expect((direct.content as object[])[1]).toEqual(image)
  const wrong = await agent.callTool({
    name: 'execute_code',
    arguments: { code: `await emit('image_0000')` },
  })
  expect(wrong.isError).toBe(true)
  expect(JSON.stringify(wrong.content)).toContain('no image or sound under the handle')
  await agent.close()
})

test('servers of other clients are listed first, taken over when asked, and moved only when asked', async () => {
  const home = mkdtempSync(join(tmpdir(), 'athena-home-'))
  mkdirSync(join(home, '.cursor'))
  const entry = { command: process.execPath, args: [fixture, 'plain'], env: { API_KEY: 's3cret-of-cursor' } }
  const config = JSON.stringify({ mcpServers: { 'My Tools': entry, athena: entry } })
  writeFileSync(join(home, '.cursor', 'mcp.json'), config)
  const other = await startAthena({ env: { HOME: home, XDG_CONFIG_HOME: join(home, '.config') } })
  try {
    const list = await other.cli(['server', 'import', '--json'])
    expect(list.json<{ servers: object[] }>().servers).toMatchObject([
      { name: 'my-tools', client: 'cursor', secrets: ['API_KEY'], isThere: false },
    ])
    expect(list.stdout).not.toContain('s3cret')
    expect((await other.cli(['server', 'list'])).stdout).not.toContain('my-tools')
    const taken = await other.cli(['server', 'import', '--all', '--trusted'])
    expect(taken.stdout).toContain('my-tools: running, 11 tools')
    const code = `return ((await callMCPTool('my-tools/env', {})) as any).API_KEY !== undefined`
    const run = await other.cli(['exec', '-', '--json'], { input: code })
    expect(run.json<Executed>().value).toBe(true)
    const file = join(home, '.cursor', 'mcp.json')
    expect(readFileSync(file, 'utf8')).toBe(config)

    const preview = await other.cli(['server', 'import', 'my-tools', '--move', '--print'])
    expect(preview.stdout).toContain(`--- ${file}`)
    expect(preview.stdout).not.toContain('s3cret')
    expect(readFileSync(file, 'utf8')).toBe(config)
    const moved = await other.cli(['server', 'import', 'my-tools', '--move'])
    expect(moved.stdout, moved.stderr).toContain('my-tools: running, 11 tools')
    expect(moved.stdout).toContain('Backup: ')
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ mcpServers: { athena: entry } })
    const undone = await other.cli(['server', 'import', 'My Tools', '--undo'])
    expect(undone.stdout, undone.stderr).toContain(`My Tools: back in ${file}`)
    expect(readFileSync(file, 'utf8')).toBe(config)

    // What does not run in Athena stays with its client.
    const broken = JSON.stringify({ mcpServers: { gone: { command: 'no-such-program-here' } } })
    writeFileSync(file, broken)
    const failed = await other.cli(['server', 'import', 'gone', '--move'])
    expect(failed.stdout).toContain('left as it is')
    expect(readFileSync(file, 'utf8')).toBe(broken)
  } finally {
    await other.stop()
    rmSync(home, { recursive: true })
  }
}, 60_000)

describe('a dry run', () => {
  test('reads, but sends no write', async () => {
    await add('dry', 'plain')
    const run = await execute(call('dry/echo', { text: 'x' }), '--dry-run')
    expect(run.status, run.text).toBe('ok')
    expect(run.value).toMatchObject({ wouldCall: 'dry/echo' })
  })
})
