import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Upstream } from './api.ts'
import { createUpstream } from './create-upstream.ts'
import { callContext, clock, misbehaving, openUpstream, silentLog } from './test-support.ts'

const script = fileURLToPath(new URL('../../../src-sandbox/confine/main.ts', import.meta.url))
let space: ReturnType<typeof openUpstream>
let upstream: Upstream
let listener: Server
beforeEach(async () => {
  space = openUpstream()
  upstream = createUpstream({
    databasePath: join(space.folder, 'confined.db'),
    keys: space.keys,
    clock,
    log: silentLog,
    confiner: { node: process.execPath, script },
  })
  for (const name of ['readable', 'writable', 'closed']) {
    mkdirSync(join(space.folder, name))
    writeFileSync(join(space.folder, name, 'file'), name)
  }
  listener = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await upstream.close()
  await new Promise((resolve) => listener.close(resolve))
  await space.close()
})

const path = (...parts: string[]) => join(space.folder, ...parts)
const port = () => String((listener.address() as AddressInfo).port)

async function add(network: boolean) {
  const confine = { read: [path('readable')], write: [path('writable')], network }
  const status = await upstream.add({ ...misbehaving('inside', 'probe'), confine })
  const call = (tool: string, text: string) =>
    upstream.provider('inside')?.callTool(tool, { text }, callContext())
  return { status, call }
}

// Landlock is Linux 5.13 and newer; elsewhere a confined server is refused, which the last test shows.
describe.runIf(process.platform === 'linux')('a confined server', () => {
  it('reads and writes the chosen folders and nothing else, and has no network', async () => {
    const { status, call } = await add(false)
    expect(status, status.log.join('\n')).toMatchObject({ state: 'running', confined: true })
    expect(await call('read', path('readable', 'file'))).toBe('readable')
    expect(await call('write', path('readable', 'file'))).toBe('EACCES')
    expect(await call('write', path('writable', 'new'))).toBe('written')
    expect(await call('read', path('closed', 'file'))).toBe('EACCES')
    expect(await call('read', fileURLToPath(import.meta.url))).toBe('EACCES')
    expect(await call('connect', port())).toBe('EACCES')
  })

  it('has a temporary folder of its own, which goes with it', async () => {
    const { call } = await add(false)
    const environment = (await call('env', '')) as { TMPDIR: string }
    expect(await call('write', join(environment.TMPDIR, 'x'))).toBe('written')
    expect(await call('write', join(tmpdir(), 'athena-outside'))).toBe('EACCES')
    await upstream.close()
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('athena-inside-'))).toEqual([])
  })

  it('has the network where that was chosen', async () => {
    const { call } = await add(true)
    expect(await call('connect', port())).toBe('connected')
    expect(await call('read', path('closed', 'file'))).toBe('EACCES')
  })
})

it('a server that was to be confined is never started without', async () => {
  const confine = { read: [], write: [], network: false }
  const status = await space.upstream.add({ ...misbehaving('inside', 'probe'), confine })
  expect(status.state).toBe('failed')
  expect(status.detail).toContain('so it was not started')
  expect(status.log.join('\n')).not.toContain('running')
  await expect(
    space.upstream.add({ ...misbehaving('relative'), confine: { ...confine, read: ['docs'] } }),
  ).rejects.toMatchObject({ code: 'BAD_SERVER' })
})
