import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openControl } from '../shell-common/control-client.ts'
import { connectWithin } from '../shell-common/join-host.ts'
import { askRunningHost } from '../shell-common/start-host.ts'
import { startHeadless, type Headless } from './start.ts'
import { createSampleHost, type SampleHost } from '../rpc/testing/sample-host.ts'

let folder: string
let headless: Headless
let host: SampleHost
let closed = 0

function start(idleMs?: number): Promise<Headless> {
  host = createSampleHost()
  return startHeadless({
    data: join(folder, 'data'),
    out: join(folder, 'out'),
    resources: folder,
    port: 0,
    ...(idleMs === undefined ? {} : { idleMs }),
    launch: ['node'],
    createHost: () => host,
    onClosed: () => closed++,
  })
}

beforeEach(async () => {
  closed = 0
  folder = mkdtempSync(join(tmpdir(), 'athena shell '))
  mkdirSync(join(folder, 'out', 'renderer', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'out', 'renderer', 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(folder, 'out', 'renderer', 'assets', 'a.js'), 'export {}')
  writeFileSync(join(folder, 'out', 'secret.txt'), 'secret')
  headless = await start()
})

afterEach(async () => {
  await headless.close()
  rmSync(folder, { recursive: true, force: true })
})

function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string,
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const port = new URL(headless.info.page ?? '').port
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port, path, method, headers, setHost: headers.Host === undefined },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        )
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

const origin = (): string => (headless.info.page ?? '').replace(/\/$/, '')
const codeOf = (url: string): string => new URL(url).hash.replace('#code=', '')
const exchange = (code: string, headers: Record<string, string> = {}) =>
  get('/session', { Origin: origin(), ...headers }, 'POST', JSON.stringify({ code }))

async function token(): Promise<string> {
  const answer = await exchange(codeOf(headless.pageUrl()))
  return (JSON.parse(answer.body) as { token: string }).token
}

/** Opens a WebSocket, sends the lines and returns what came back until it closed, or until `count` messages came. */
function link(
  lines: unknown[],
  {
    headers = { Origin: origin() },
    count = Number.POSITIVE_INFINITY,
  }: { headers?: Record<string, string>; count?: number } = {},
): Promise<{ status?: number; code?: number; frames: { t: string }[] }> {
  return new Promise((resolve) => {
    const frames: { t: string }[] = []
    const socket = new WebSocket(`${origin().replace('http', 'ws')}/link`, { headers })
    socket.on('unexpected-response', (_request, response) =>
      resolve({ status: response.statusCode ?? 0, frames }),
    )
    socket.on('error', () => undefined)
    socket.on('open', () =>
      lines.forEach((line) => socket.send(typeof line === 'string' ? line : JSON.stringify(line))),
    )
    socket.on('message', (data: Buffer) => {
      frames.push(JSON.parse(data.toString()) as { t: string })
      if (frames.length >= count) socket.close()
    })
    socket.on('close', (code) => resolve({ code, frames }))
  })
}

describe('the page', () => {
  it('is served with a policy that allows its own files only', async () => {
    const page = await get('/')
    expect(page.status).toBe(200)
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    expect(page.headers['x-content-type-options']).toBe('nosniff')
    expect((await get('/assets/a.js')).headers['content-type']).toContain('text/javascript')
  })

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/nothing.js',
    '/%00.js',
    '/%zz',
  ])('has nothing at %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })

  it('answers no request that names another host', async () => {
    for (const name of ['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost']) {
      expect(await get('/', { Host: name })).toMatchObject({ status: 403, body: '' })
    }
  })
})

describe('the code in the address', () => {
  it('gives a token once', async () => {
    const code = codeOf(headless.pageUrl())
    expect((await exchange(code)).status).toBe(200)
    expect(await exchange(code)).toMatchObject({ status: 401, body: '' })
  })

  it('gives nothing for a wrong code, another origin or a missing one', async () => {
    const code = codeOf(headless.pageUrl())
    expect((await exchange('wrong')).status).toBe(401)
    expect((await exchange(code, { Origin: 'http://127.0.0.1:1' })).status).toBe(403)
    expect((await exchange(code, { Origin: origin().replace('127.0.0.1', 'localhost') })).status).toBe(403)
    expect((await get('/session', {}, 'POST', JSON.stringify({ code }))).status).toBe(403)
    expect((await get('/session', { Origin: origin() }, 'POST', 'x'.repeat(5000))).status).toBe(401)
    expect((await exchange(code)).status).toBe(200)
  })
})

describe('the link', () => {
  it('carries calls after a hello with the token', async () => {
    const result = await link(
      [
        { t: 'hello', token: await token() },
        { t: 'call', id: 1, m: 'catalog.search', p: { query: 'a', limit: 1 } },
      ],
      { count: 2 },
    )
    expect(result.frames).toMatchObject([{ t: 'welcome' }, { t: 'done', id: 1, r: { of: 1 } }])
  })

  it('gives nothing without a hello, or with a wrong token', async () => {
    const good = await token()
    const calls = { t: 'call', id: 1, m: 'host.info', p: {} }
    for (const first of [
      calls,
      { t: 'hello', token: '' },
      { t: 'hello', token: `${good}x` },
      { t: 'hello', token: 'a.b.c' },
    ]) {
      expect(await link([first, calls])).toEqual({ code: 4401, frames: [] })
    }
  })

  it('refuses another origin, a missing one, and another host, before any frame', async () => {
    for (const headers of [
      {},
      { Origin: 'http://127.0.0.1:1' },
      { Origin: 'null' },
      { Origin: 'https://evil.example' },
      { Origin: origin(), Host: 'evil.example' },
    ] as Record<string, string>[]) {
      expect(await link([], { headers })).toEqual({ status: 403, frames: [] })
    }
  })

  it('closes at the first message that is no frame', async () => {
    const hello = { t: 'hello', token: await token() }
    expect(await link([hello, 'not json'])).toMatchObject({ code: 1008, frames: [{ t: 'welcome' }] })
    expect(await link([hello, { t: 'odd' }])).toMatchObject({ code: 1008 })
  })

  it('closes at a message over the frame limit', async () => {
    const hello = { t: 'hello', token: await token() }
    expect((await link([hello, 'x'.repeat(1024 * 1024 + 1)])).code).toBe(1009)
  })
})

describe('/mcp', () => {
  it('answers the bearer token of the installation and nothing else', async () => {
    const bearer = readFileSync(headless.info.mcp.tokenFile, 'utf8').trim()
    const authorised = { Authorization: `Bearer ${bearer}` }
    expect(await get('/mcp', authorised, 'POST')).toMatchObject({ status: 200, body: 'mcp answered' })
    expect((await get('/mcp', {}, 'POST')).status).toBe(401)
    expect((await get('/mcp', { Authorization: `Bearer ${await token()}` }, 'POST')).status).toBe(401)
    expect((await get('/mcp', { ...authorised, Host: 'evil.example' }, 'POST')).status).toBe(403)
    expect((await get('/mcp', { ...authorised, Origin: 'https://evil.example' }, 'POST')).status).toBe(403)
  })

  it('keeps its token in a file that only the user can read', () => {
    expect(statSync(headless.info.mcp.tokenFile).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700)
    expect(statSync(headless.info.control).mode & 0o777).toBe(0o600)
    expect(statSync(headless.info.mcp.socket).mode & 0o777).toBe(0o600)
  })
})

describe('one host for a data folder', () => {
  it('refuses a second one, which gets a fresh address from the first', async () => {
    const first = host
    await expect(start()).rejects.toMatchObject({ code: 'ALREADY_RUNNING' })
    const url = (await askRunningHost(join(folder, 'data'))) ?? ''
    host = first
    expect((await exchange(codeOf(url))).status).toBe(200)
  })

  it('starts again after it was closed, and a page token stays valid', async () => {
    const before = await token()
    await headless.close()
    expect(host.closed).toBe(true)
    headless = await start()
    expect((await link([{ t: 'hello', token: before }], { count: 1 })).frames).toMatchObject([
      { t: 'welcome' },
    ])
  })
})

describe('the control socket', () => {
  it('takes the calls of the contract and of the shell', async () => {
    const control = await openControl(join(folder, 'data'), 0)
    expect(await control?.client.call('catalog.search', { query: 'b', limit: 2 })).toMatchObject({ of: 1 })
    expect(await control?.client.raw('shell.info', {})).toEqual(headless.info)
    await expect(control?.client.raw('shell.constructor', {})).rejects.toMatchObject({
      code: 'UNKNOWN_METHOD',
    })
    control?.close()
  })

  it('stops the host after it has answered', async () => {
    const control = await openControl(join(folder, 'data'), 0)
    expect(await control?.client.call('host.stop', {})).toEqual({})
    await expect.poll(() => closed).toBe(1)
    expect(await openControl(join(folder, 'data'), 0)).toBeUndefined()
  })

  it('drops a connection that sends something else', async () => {
    const socket = connect(headless.info.control)
    socket.resume()
    const gone = new Promise((resolve) => socket.on('close', resolve))
    socket.write('GET / HTTP/1.1\r\n\r\n')
    await gone
  })
})

describe('a background host', () => {
  it('ends by itself when its last client has left', async () => {
    await headless.close()
    closed = 0
    headless = await start(150)
    const socket = await connectWithin(headless.info.mcp.socket, 1000)
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(closed).toBe(0)
    socket?.destroy()
    await expect.poll(() => closed).toBe(1)
  })

  it('stays when the user asked for its page', async () => {
    await headless.close()
    closed = 0
    headless = await start(150)
    await askRunningHost(join(folder, 'data'))
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(closed).toBe(0)
  })
})
