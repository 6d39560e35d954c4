import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { runBridge, type BridgeOptions } from './bridge.ts'

const sampleMain = join(import.meta.dirname, '..', 'shell-headless', 'testing', 'sample-main.ts')
const bridgeMain = join(import.meta.dirname, 'bridge-main.ts')

let data: string
const processes: ChildProcess[] = []

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'athena-bridge-'))
})

afterEach(async () => {
  for (const child of processes.splice(0)) await end(child)
  rmSync(data, { recursive: true, force: true })
})

async function end(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

async function startHost(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [sampleMain, data], { stdio: ['ignore', 'pipe', 'inherit'] })
  processes.push(child)
  if (child.stdout) await once(child.stdout, 'data')
  return child
}

interface Answer {
  id?: unknown
  result?: { echo: string; pid: number }
  error?: { code: number; message: string }
}

/** A client on a bridge in this process. */
function bridge(options: Partial<BridgeOptions> = {}) {
  const input = new PassThrough()
  const output = new PassThrough()
  const told: string[] = []
  const lines = createInterface({ input: output })[Symbol.asyncIterator]()
  return {
    told,
    input,
    send: (message: object) => input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`),
    next: async () => JSON.parse((await lines.next()).value as string) as Answer,
    code: runBridge({ data, input, output, tell: (line) => told.push(line), ...options }),
  }
}

describe('with a running host', () => {
  it('carries messages both ways and ends with the client', async () => {
    const host = await startHost()
    const client = bridge()
    client.send({ id: 1, method: 'initialize' })
    expect(await client.next()).toMatchObject({ id: 1, result: { echo: 'initialize', pid: host.pid } })
    client.input.end()
    expect(await client.code).toBe(0)
  })

  it('answers what was asked before the client closed its side', async () => {
    await startHost()
    const client = bridge()
    client.send({ id: 'a', method: 'tools/list' })
    client.input.end()
    expect(await client.next()).toMatchObject({ id: 'a' })
    expect(await client.code).toBe(0)
  })

  it('serves twenty clients at once', async () => {
    await startHost()
    const clients = Array.from({ length: 20 }, () => bridge())
    const answers = await Promise.all(
      clients.map((client, number) => {
        client.send({ id: number, method: `m${number}` })
        return client.next()
      }),
    )
    expect(answers.map((answer) => answer.result?.echo)).toEqual(
      clients.map((_client, number) => `m${number}`),
    )
    for (const client of clients) client.input.end()
    expect(await Promise.all(clients.map((client) => client.code))).toEqual(clients.map(() => 0))
  })
})

describe('when the host goes away', () => {
  it('answers the lost request, repeats the handshake with the restarted host and carries on', async () => {
    const first = await startHost()
    const client = bridge()
    client.send({ id: 1, method: 'initialize' })
    await client.next()
    client.send({ method: 'notifications/initialized' })
    client.send({ id: 2, method: 'hang' })
    await new Promise((resolve) => setTimeout(resolve, 50))
    await end(first, 'SIGTERM')
    expect(await client.next()).toMatchObject({
      id: 2,
      error: { message: expect.stringContaining('restarted') },
    })
    const second = await startHost()
    client.send({ id: 3, method: 'tools/list' })
    // The answer to the repeated handshake is not the client's; the next line is that of its own request.
    expect(await client.next()).toMatchObject({ id: 3, result: { echo: 'tools/list', pid: second.pid } })
    client.input.end()
    expect(await client.code).toBe(0)
  })

  it('brings twenty clients at once to the restarted host, each with its own handshake', async () => {
    const first = await startHost()
    const clients = Array.from({ length: 20 }, () => bridge())
    await Promise.all(
      clients.map((client, number) => {
        client.send({ id: `hello ${number}`, method: 'initialize' })
        return client.next()
      }),
    )
    await end(first, 'SIGTERM')
    const second = await startHost()
    const answers = await Promise.all(
      clients.map((client, number) => {
        client.send({ id: number, method: `again ${number}` })
        return client.next()
      }),
    )
    expect(answers).toMatchObject(
      clients.map((_, number) => ({ id: number, result: { echo: `again ${number}`, pid: second.pid } })),
    )
    for (const client of clients) client.input.end()
    expect(await Promise.all(clients.map((client) => client.code))).toEqual(clients.map(() => 0))
  })

  it('starts the host again when it was killed', async () => {
    const first = await startHost()
    const client = bridge()
    client.send({ id: 1, method: 'initialize' })
    await client.next()
    await end(first, 'SIGKILL')
    client.send({ id: 2, method: 'tools/list' })
    let answer = await client.next()
    // The request may have been lost with the first host; then it is sent again, as a client would.
    while (answer.error !== undefined) {
      client.send({ id: 2, method: 'tools/list' })
      answer = await client.next()
    }
    expect(answer.result?.pid).not.toBe(first.pid)
    process.kill(answer.result?.pid ?? 0, 'SIGTERM')
    client.input.end()
    expect([0, 3]).toContain(await client.code)
  })

  it('ends with a message when no host comes back', async () => {
    const host = await startHost()
    const client = bridge({ reconnectMs: 200 })
    client.send({ id: 1, method: 'initialize' })
    await client.next()
    await end(host, 'SIGTERM')
    expect(await client.code).toBe(3)
    expect(client.told.join()).toContain('Athena was stopped')
  })
})

describe('as a process', () => {
  it('says what to do when Athena was never started, and leaves no process', async () => {
    const child = spawn(process.execPath, [bridgeMain], { env: { ...process.env, ATHENA_DATA: data } })
    processes.push(child)
    let errors = ''
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"initialize"}\n')
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(3)
    expect(errors).toContain('Start it once')
    expect(output === '' || (JSON.parse(output) as Answer).error !== undefined).toBe(true)
  })

  it('starts the host that was started before', async () => {
    await end(await startHost(), 'SIGTERM')
    const child = spawn(process.execPath, [bridgeMain], { env: { ...process.env, ATHENA_DATA: data } })
    processes.push(child)
    child.stdin.write('{"jsonrpc":"2.0","id":1,"method":"initialize"}\n')
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    const answer = JSON.parse(line) as Answer
    expect(answer.result?.echo).toBe('initialize')
    child.stdin.end()
    await once(child, 'exit')
    process.kill(answer.result?.pid ?? 0, 'SIGTERM')
  })
})
