import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { callHost } from '../support/control.ts'
import { root, runCli, startAthena, testEnvironment, type Athena } from '../support/start-athena.ts'

let athena: Athena

beforeAll(async () => {
  athena = await startAthena()
})
afterAll(async () => {
  await athena?.stop()
})

interface Answer {
  status: number
  body: string
}

function ask(path: string, headers: Record<string, string>, method = 'GET', body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(athena.url)
    const call = request(
      { host: '127.0.0.1', port, path, method, headers, setHost: headers.Host === undefined },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

/** Opens the link, sends the frames, returns the close code or HTTP status and what came. */
function link(frames: unknown[], headers: Record<string, string>): Promise<{ end: number; got: string[] }> {
  return new Promise((resolve) => {
    const got: string[] = []
    const socket = new WebSocket(`${athena.url.replace('http', 'ws')}/link`, { headers })
    socket.on('unexpected-response', (_request, response) => resolve({ end: response.statusCode ?? 0, got }))
    socket.on('error', () => undefined)
    socket.on('open', () => frames.forEach((frame) => socket.send(JSON.stringify(frame))))
    socket.on('message', (data: Buffer) => got.push(data.toString()))
    socket.on('close', (code) => resolve({ end: code, got }))
  })
}

const call = { t: 'call', id: 1, m: 'host.info', p: {} }

describe('a stranger gets nothing', () => {
  it('with a wrong or missing token, on the link', async () => {
    const own = { Origin: athena.url }
    expect(await link([call], own)).toEqual({ end: 4401, got: [] })
    expect(await link([{ t: 'hello', token: 'x'.repeat(80) }, call], own)).toEqual({ end: 4401, got: [] })
    expect(await link([{ t: 'hello', token: athena.mcp.token }, call], own)).toEqual({ end: 4401, got: [] })
  })

  it('from another origin or with none, on the link', async () => {
    const origins = [
      'http://127.0.0.1:5173',
      'http://localhost:7423',
      'https://example.com',
      'null',
      'file://',
    ]
    for (const headers of [{} as Record<string, string>, ...origins.map((Origin) => ({ Origin }))]) {
      expect(await link([call], headers)).toEqual({ end: 403, got: [] })
    }
  })

  it('under another host name, anywhere', async () => {
    for (const path of ['/', '/mcp', '/session', '/index.html']) {
      expect(await ask(path, { Host: 'rebound.example' })).toEqual({ status: 403, body: '' })
    }
  })

  it('with a wrong or missing token, on /mcp', async () => {
    const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' }
    for (const Authorization of [
      '',
      'Bearer ',
      'Bearer wrong',
      `Basic ${athena.mcp.token}`,
      `Bearer ${athena.mcp.token}x`,
    ]) {
      expect(await ask('/mcp', { ...headers, Authorization }, 'POST', message)).toEqual({
        status: 401,
        body: '',
      })
    }
    expect(
      await ask(
        '/mcp',
        { ...headers, Authorization: `Bearer ${athena.mcp.token}`, Origin: 'https://example.com' },
        'POST',
        message,
      ),
    ).toEqual({ status: 403, body: '' })
  })

  it('for a code that was used or guessed', async () => {
    const own = { Origin: athena.url, 'Content-Type': 'application/json' }
    const code = new URL(athena.pageUrl).hash.slice('#code='.length)
    const first = await ask('/session', own, 'POST', JSON.stringify({ code }))
    expect(first.status).toBe(200)
    for (const wrong of [code, 'guess', '']) {
      expect(await ask('/session', own, 'POST', JSON.stringify({ code: wrong }))).toEqual({
        status: 401,
        body: '',
      })
    }
  })
})

describe('one Athena for a data folder', () => {
  it('a second start prints a fresh address of the first and ends', async () => {
    const second = spawnSync(process.execPath, [join(root, 'out', 'main', 'headless.js')], {
      env: testEnvironment(athena.data),
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(second.status).toBe(0)
    const url = /http:\S+/.exec(second.stdout)?.[0] ?? ''
    expect(new URL(url).origin).toBe(athena.url)
    const code = new URL(url).hash.slice('#code='.length)
    expect((await ask('/session', { Origin: athena.url }, 'POST', JSON.stringify({ code }))).status).toBe(200)
  })

  it('tells scripts where it listens', async () => {
    const result = await athena.cli(['doctor', '--json'])
    expect(result.json()).toMatchObject({
      page: expect.stringContaining(`${athena.url}/#code=`),
      mcp: { url: athena.mcp.url, tokenFile: athena.mcp.tokenFile, socket: athena.mcp.socket },
    })
    const { checks } = result.json<{ checks: { id: string; state: string }[] }>()
    expect(checks.slice(0, 12).map((check) => check.id)).toEqual([
      'host.running',
      'host.mcp',
      'data.database',
      'sandbox.run',
      'keys.protection',
      'clients.found',
      'clients.valid',
      'clients.entry',
      'clients.command',
      'bridge',
      'clients.handshake',
      'host.tools',
    ])
    // The check of the sandbox ran code, and left nothing in the history.
    const { rows } = await callHost<{ rows: { client: string }[] }>(athena.data, 'runs.page', { limit: 100 })
    expect(rows.filter((row) => row.client === 'doctor')).toEqual([])
    const state = Object.fromEntries(checks.map((check) => [check.id, check.state]))
    expect(state).toMatchObject({
      'host.running': 'ok',
      'host.mcp': 'ok',
      'data.database': 'ok',
      'sandbox.run': 'ok',
      'clients.command': 'ok',
      bridge: 'ok',
      'clients.handshake': 'warning',
      'host.tools': 'ok',
    })
  })
})

describe('the end of a process', () => {
  it('killed, it starts again on the same data', async () => {
    const first = await startAthena()
    const ran = await first.cli(['exec', '-', '--json'], { input: 'return 6 * 7' })
    expect(ran.json()).toMatchObject({ status: 'ok', value: 42 })
    await first.kill()
    const again = await startAthena({ data: first.data })
    const page = await again.cli(['exec', '-', '--json'], { input: 'return 6 * 8' })
    expect(page.json()).toMatchObject({ status: 'ok', value: 48 })
    await again.stop({ keepData: false })
  })

  it('leaves no process behind, in order or killed', async () => {
    for (const how of ['stop', 'kill'] as const) {
      const one = await startAthena()
      await one.cli(['exec', '-', '--json'], { input: 'return 1' })
      const children = descendants(one.pid)
      expect(children.length).toBeGreaterThan(0)
      await one[how]()
      await expect.poll(() => children.filter(isAlive), { timeout: 10_000 }).toEqual([])
      rmSync(one.data, { recursive: true, force: true, maxRetries: 5 })
    }
  })

  it('ends when the process that started it is gone', async () => {
    const data = mkdtempSync(join(tmpdir(), 'athena-parent-'))
    const program = `
      const { spawn } = require('node:child_process')
      const child = spawn(process.execPath, [${JSON.stringify(join(root, 'out', 'main', 'headless.js'))}, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
      child.stdout.on('data', (text) => process.stdout.write(child.pid + ' ' + text))
    `
    const parent = spawn(process.execPath, ['-e', program], {
      env: testEnvironment(data),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [text] = (await once(parent.stdout, 'data')) as [Buffer]
    const pid = Number.parseInt(text.toString(), 10)
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
    rmSync(data, { recursive: true, force: true, maxRetries: 5 })
  })
})

describe('data it must not touch', () => {
  it('refuses a database of a newer Athena, and changes nothing', async () => {
    const one = await startAthena()
    await one.stop({ keepData: true })
    const path = join(one.data, 'athena.db')
    const database = new Database(path)
    database.pragma('user_version = 9999')
    database.pragma('wal_checkpoint(TRUNCATE)')
    database.close()
    const before = readFileSync(path)
    const start = spawnSync(process.execPath, [join(root, 'out', 'main', 'headless.js'), '--port', '0'], {
      env: testEnvironment(one.data),
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(start.status).toBe(1)
    expect(start.stderr).toContain('newer Athena')
    expect(readFileSync(path).equals(before)).toBe(true)
    const cli = await runCli(['tools', 'tree', '--json'], testEnvironment(one.data))
    expect(cli.code).toBe(3)
    expect(cli.json()).toMatchObject({
      error: { code: 'NOT_RUNNING', message: expect.stringContaining('newer Athena') },
    })
    rmSync(one.data, { recursive: true, force: true })
  })
})

describe('the command line', () => {
  it('runs a file relative to the caller and tells the outcome by its exit code', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'athena cli '))
    writeFileSync(join(folder, 'good.ts'), 'return { sum: 1 + 2 }')
    writeFileSync(join(folder, 'bad.ts'), 'throw new Error("no")')
    const good = await athena.cli(['exec', 'good.ts', '--json'], { cwd: folder })
    expect(good.code).toBe(0)
    expect(good.json()).toMatchObject({
      status: 'ok',
      value: { sum: 3 },
      executionId: expect.any(String),
      session: expect.any(String),
    })
    const bad = await athena.cli(['exec', 'bad.ts', '--json'], { cwd: folder })
    expect(bad.code).toBe(1)
    expect(bad.json()).toMatchObject({ status: 'error' })
    const missing = await athena.cli(['exec', 'none.ts', '--json'], { cwd: folder })
    expect(missing.code).toBe(2)
    expect(missing.json()).toMatchObject({ error: { code: 'USAGE' } })
    rmSync(folder, { recursive: true })
  })

  it('explains itself, and refuses what it does not know', async () => {
    expect((await athena.cli(['help'])).stdout).toContain('Exit codes')
    expect((await athena.cli(['fly'])).code).toBe(2)
    expect((await athena.cli(['exec', '-', '--fast'])).code).toBe(2)
    expect((await athena.cli(['server', 'add', 'x'])).code).toBe(2)
    expect((await athena.cli(['server', 'remove', 'nobody', '--json'])).code).toBe(4)
  })

  it('starts a host in the background when none runs, and stops it', async () => {
    const data = mkdtempSync(join(tmpdir(), 'athena-background-'))
    const env = testEnvironment(data)
    expect((await runCli(['exec', '-', '--json'], env, 'return 5')).json()).toMatchObject({ value: 5 })
    const { pid } = JSON.parse(readFileSync(join(data, 'runtime.json'), 'utf8')) as { pid: number }
    expect((await runCli(['stop', '--json'], env)).json()).toEqual({ stopped: true })
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false)
    expect(existsSync(join(data, 'runtime.json'))).toBe(false)
    expect((await runCli(['stop', '--json'], env)).json()).toEqual({ stopped: false })
    rmSync(data, { recursive: true, force: true })
  })
})

/** Process ids below a process, by `ps`. */
function descendants(pid: number): number[] {
  const table = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).stdout
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const children = rows.filter(([, parent]) => parent === pid).map(([child]) => child ?? 0)
  return children.flatMap((child) => [child, ...descendants(child)])
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // A process that has ended but was not collected yet holds nothing any more.
  return !spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.startsWith('Z')
}
