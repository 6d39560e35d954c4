import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root, startAthena, testEnvironment } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

// Clients that others wrote, as their users start them, against the whole product.

const run = promisify(execFile)
const bridge = [join(root, 'scripts', 'athena.mjs'), 'mcp']
let athena: Athena
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'athena-clients-'))
  athena = await startAthena()
}, 60_000)
afterAll(async () => {
  await athena?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function node(args: string[]): Promise<{ stdout: string }> {
  return run(process.execPath, args, {
    cwd: folder,
    env: testEnvironment(athena.data),
    maxBuffer: 10_000_000,
  })
}

// Five hundred in the long run.
const calls = process.env['ATHENA_TEST_ALL'] === '1' ? 500 : 100

test(`the Inspector finds nothing to object to and loses none of ${calls} calls, eight at once`, async () => {
  const launcher = '@modelcontextprotocol/inspector/clients/launcher/build/index.js'
  const inspector = [join(root, 'node_modules', launcher), '--cli', athena.mcp.url, '--transport', 'http']
  const header = ['--header', `Authorization: Bearer ${athena.mcp.token}`]
  const list = await node([...inspector, ...header, '--method', 'tools/list', '--strict'])
  expect((JSON.parse(list.stdout) as { tools: unknown[] }).tools).toHaveLength(5)
  const load = ['--load', '--load-requests', String(calls), '--load-concurrency', '8']
  const call = ['--method', 'tools/call', '--tool-name', 'search_tools', '--tool-arg', 'query=recall']
  const { stdout } = await node([...inspector, ...header, ...call, ...load])
  expect(JSON.parse(stdout)).toMatchObject({ requests: calls, ok: calls, toolErrors: 0, errors: 0 })
}, 120_000)

test('the client of the first SDK runs code over the bridge', async () => {
  const client = new Client({ name: 'old', version: '1.0.0' })
  const env = testEnvironment(athena.data)
  await client.connect(new StdioClientTransport({ command: process.execPath, args: bridge, env }))
  const result = await client.callTool({
    name: 'execute_code',
    arguments: {
      code: `import { remember, recall } from './servers/episodic'
await remember({ content: 'the old client was here' })
return (await recall('old client', 1)).map((hit) => hit.content)`,
    },
  })
  expect(JSON.stringify(result.content)).toContain('the old client was here')
  const { resources } = await client.listResources()
  expect(resources.map(({ uri }) => uri)).toContain('athena://memory/context')
  await client.close()
}, 90_000)

test('mcp-cli calls a tool from its own configuration file', async () => {
  const config = join(folder, 'mcp.json')
  const server = { command: process.execPath, args: bridge, env: { ATHENA_DATA: athena.data } }
  writeFileSync(config, JSON.stringify({ mcpServers: { athena: server } }))
  const args = JSON.stringify({ code: 'return 6 * 7' })
  const { stdout } = await node([
    join(root, 'node_modules', '@wong2', 'mcp-cli', 'src', 'cli.js'),
    ...['--config', config, 'call-tool', 'athena:execute_code', '--args', args],
  ])
  expect(stdout).toMatch(/ok · [^]*42/)
}, 90_000)

// Hosts cut calls off at 60 s; this is the one answer that takes 45.
test.skipIf(process.env['ATHENA_TEST_ALL'] !== '1')(
  'a run of more than 45 s answers "running" by then, goes on, and is waited for',
  async () => {
    const client = new Client({ name: 'patient', version: '1.0.0' })
    const env = testEnvironment(athena.data)
    await client.connect(new StdioClientTransport({ command: process.execPath, args: bridge, env }))
    const text = async (name: string, args: Record<string, unknown>): Promise<string> => {
      const result = await client.callTool({ name, arguments: args })
      return (result.content as { text: string }[])[0]?.text ?? ''
    }
    const running = await text('execute_code', {
      code: `await new Promise((done) => setTimeout(done, 50_000))\nreturn 'at last'`,
    })
    expect(running).toMatch(/^running · session \S+ · execution x_[^]*wait_execution/)
    const executionId = /execution (x_\w+)/.exec(running)?.[1]
    expect(await text('wait_execution', { executionId })).toMatch(/^ok · [^]*at last/)
    await client.close()
  },
  120_000,
)
