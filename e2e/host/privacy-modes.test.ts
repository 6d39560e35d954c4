import { createSocket, type Socket } from 'node:dgram'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callHost } from '../support/control.ts'
import { isLoopback, processTree, socketsOf } from '../support/sockets.ts'
import { root, startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

const fixtures = join(root, 'e2e', 'fixtures', 'servers')
let athena: Athena
let client: Client

beforeAll(async () => {
  athena = await startAthena({ timeoutMs: 120_000 })
  client = new Client({ name: 'modes-test', version: '1' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(athena.mcp.url), {
      requestInit: { headers: { authorization: `Bearer ${athena.mcp.token}` } },
    }),
  )
}, 180_000)
afterAll(async () => {
  await client?.close()
  await athena?.stop()
})

async function tool(name: string, args: Record<string, unknown>): Promise<string> {
  const result = await client.callTool({ name, arguments: args })
  return (result.content as { text: string }[]).map((part) => part.text).join('\n')
}

// Taking a network away needs Landlock and seccomp; elsewhere such servers are refused (src-main/core/upstream/confine.test.ts).
describe.runIf(process.platform === 'linux')('local-only mode', () => {
  let tcp: Server
  let udp: Socket
  let local: Server
  let reached = 0
  const localPath = join(tmpdir(), `athena-canary-${process.pid}.sock`)

  beforeAll(async () => {
    const count = (): void => void (reached += 1)
    tcp = createServer((socket) => {
      count()
      socket.destroy()
    })
    local = createServer((socket) => {
      count()
      socket.destroy()
    })
    udp = createSocket('udp4')
    udp.on('message', count)
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve))
    await new Promise<void>((resolve) => local.listen(localPath, resolve))
    await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve))
    await athena.cli([
      'server',
      'add',
      'canary',
      '--trusted',
      '--',
      process.execPath,
      join(fixtures, 'canary.mjs'),
    ])
  }, 120_000)
  afterAll(() => {
    tcp.close()
    local.close()
    udp.close()
  })

  async function escape(): Promise<Record<string, string>> {
    const args = {
      host: '127.0.0.1',
      tcp: (tcp.address() as AddressInfo).port,
      udp: udp.address().port,
      local: localPath,
    }
    const text = await tool('call_tool', { tool: 'canary/escape', arguments: args })
    return JSON.parse(/\{"tcp".*\}/.exec(text)?.[0] ?? `{"answer": ${JSON.stringify(text)}}`) as Record<
      string,
      string
    >
  }

  test('lets a server reach nothing by TCP, UDP, DNS or local sockets, which it reaches otherwise', async () => {
    expect(await escape()).toMatchObject({ tcp: 'connected', udp: 'sent', local: 'connected' })
    await expect.poll(() => reached).toBeGreaterThanOrEqual(4)
    const on = await athena.cli(['privacy', 'local-only', 'on'])
    expect(on.stdout, on.stderr).toContain('canary: running')
    reached = 0
    const result = await escape()
    expect(Object.keys(result).sort(), JSON.stringify(result)).toEqual([
      'dns',
      'fetch',
      'local',
      'tcp',
      'udp',
    ])
    for (const outcome of Object.values(result)) expect(outcome).not.toMatch(/connected|sent|answered|200/)
    expect(reached).toBe(0)
    expect((await callHost<{ localOnly: boolean }>(athena.data, 'host.info')).localOnly).toBe(true)
  }, 180_000)

  test('refuses a server at an address, on this computer too, and says why; confined ones lose their network', async () => {
    const { port } = tcp.address() as AddressInfo
    reached = 0
    const added = await athena.cli(['server', 'add', 'remote', '--url', `http://127.0.0.1:${port}/mcp`])
    expect(added.stdout).toContain('remote: failed')
    expect(added.stdout).toContain('local-only mode is on')
    expect(await tool('call_tool', { tool: 'remote/any', arguments: {} })).toContain('remote')
    const signIn = await athena.cli(['server', 'sign-in', 'remote'])
    expect(signIn.stderr).toContain('local-only mode')
    const confined = ['--confine', '--read', fixtures, '--network']
    await athena.cli([
      'server',
      'add',
      'inside',
      '--trusted',
      ...confined,
      '--',
      process.execPath,
      join(fixtures, 'misbehaving.mjs'),
      'probe',
    ])
    expect(await tool('call_tool', { tool: 'inside/connect', arguments: { text: String(port) } })).toContain(
      'EACCES',
    )
    expect(reached).toBe(0)
  }, 180_000)

  test('leaves Athena with loopback sockets only, counted from outside while it works; so does any other mode', async () => {
    for (const word of ['on', 'off']) {
      await athena.cli(['privacy', 'local-only', word])
      const seen = new Set<string>()
      const timer = setInterval(() => {
        for (const socket of socketsOf(processTree(athena.pid))) seen.add(socket)
      }, 20)
      await athena.cli(['demo'])
      await athena.cli(['doctor'])
      await tool('execute_code', { code: 'return 1' })
      clearInterval(timer)
      expect(seen.size).toBeGreaterThan(0)
      expect([...seen].filter((socket) => !isLoopback(socket))).toEqual([])
    }
  }, 180_000)
})

describe('an answer that the user reviews', () => {
  const code = `return (await callMCPTool('reviewed/echo', { text: 'shown first: ' + 6 * 7 })) as string`
  beforeAll(async () => {
    await athena.cli([
      'server',
      'add',
      'reviewed',
      '--trusted',
      '--',
      process.execPath,
      join(fixtures, 'misbehaving.mjs'),
      'plain',
    ])
    await athena.cli(['privacy', 'set', 'reviewed', '--review', 'on'])
  }, 120_000)

  interface Held {
    id: string
    sentence: string
    review?: { text: string }
  }
  async function held(): Promise<Held> {
    for (;;) {
      const list = await athena.cli(['approvals', 'list', '--json'])
      const [first] = list.json<{ approvals: Held[] }>().approvals
      if (first) return first
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  async function answered(verb: 'allow' | 'deny', args: Record<string, unknown>): Promise<[string, Held]> {
    const [text, shown] = await Promise.all([
      tool('execute_code', args),
      held().then(async (first) => {
        await athena.cli(['approvals', verb, first.id])
        return first
      }),
    ])
    return [text, shown]
  }

  test('is seen as it would be sent, and sent once released', async () => {
    const [text, shown] = await answered('allow', { code })
    expect(text).toContain('shown first: 42')
    expect(shown.review?.text).toBe(text)
    expect(shown.sentence).toContain('it may hold what came from reviewed')
  })

  test('is withheld when the user says so: for later reading too, and so are files and variables of its session', async () => {
    const [text] = await answered('deny', {
      code: code.replace(
        'return',
        "await writeFile('/workspace/kept', 'shown first: 42'); return state.kept =",
      ),
    })
    expect(text).toContain('WITHHELD')
    expect(text).not.toContain('shown first')
    const [, session = '', execution = ''] = /session (\S+) · execution (\S+)/.exec(text) ?? []
    for (const offset of [0, 1])
      expect(await tool('wait_execution', { executionId: execution, offset })).not.toContain('shown first')
    expect(await tool('read_files', { paths: ['/workspace/**'], session })).toContain('WITHHELD')
    // A later run that never calls the server could return what the session kept.
    const [later] = await answered('deny', { session, code: 'return state' })
    expect(later).toContain('WITHHELD')
    expect(await tool('execute_code', { code: 'return 1' })).toMatch(/^ok/)
  }, 120_000)

  test('waits for every answer that goes to a client, where that was chosen', async () => {
    await callHost(athena.data, 'privacy.setReview', { client: 'modes-test', on: true })
    const [text, shown] = await answered('allow', { code: 'return 5' })
    expect(text).toMatch(/^ok/)
    expect(shown.sentence).toContain('it goes to modes-test')
    await callHost(athena.data, 'privacy.setReview', { client: 'modes-test', on: false })
  })
})
