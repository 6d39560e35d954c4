import { fork } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { FromSupervisor } from '../../src-main/contract/sandbox.ts'
import { builtSandbox } from '../testing/build-once.ts'
import { startSandbox, testLimits, valueOf } from '../testing/sandbox-under-test.ts'
import type { SandboxUnderTest } from '../testing/sandbox-under-test.ts'

let sandbox: SandboxUnderTest | undefined
afterEach(async () => {
  await sandbox?.close()
  sandbox = undefined
})

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => {
      try {
        const text = readFileSync(`/proc/${child}/stat`, 'latin1')
        return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]) === pid
      } catch {
        return false
      }
    })
}
/** The first folder on the way to a path that other users may not pass through; undefined when there is none. */
function closedToOthers(target: string): string | undefined {
  for (let folder = path.dirname(target); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return folder
  }
  return undefined
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 25))
}

describe('the supervisor', () => {
  it('uses a runner for one run only', async () => {
    sandbox = await startSandbox()
    const first = await sandbox.run(
      '(Object.prototype as any).left = 1; (globalThis as any).left = 2; state.x = 1; return 1',
    )
    const second = await sandbox.run(
      'return [typeof (globalThis as any).left, typeof ({} as any).left, Object.keys(state).length]',
    )
    expect(valueOf(second)).toEqual(['undefined', 'undefined', 0])
    expect(second.pid).not.toBe(first.pid)
    await until(() => !existsSync(`/proc/${first.pid}`))
    expect(existsSync(`/proc/${first.pid}`)).toBe(false)
  })

  it('runs more than the pool holds, in order, and never more processes than allowed', async () => {
    const own = await startSandbox({}, { poolSize: 1, poolMax: 3 })
    sandbox = own
    const supervisor = own.port.pid ?? 0
    let most = 0
    const watch = setInterval(() => (most = Math.max(most, childrenOf(supervisor).length)), 10)
    const results = await Promise.all(Array.from({ length: 12 }, (_, i) => own.run(`return ${i}`)))
    clearInterval(watch)
    expect(results.map(valueOf)).toEqual(Array.from({ length: 12 }, (_, i) => i))
    // Three runners, those of finished runs that are being ended, and the compiler.
    expect(most).toBeLessThanOrEqual(8)
  })

  it('keeps runners of different memory limits apart', async () => {
    sandbox = await startSandbox()
    const bytes = 'return new Uint8Array(90e6).fill(1).length'
    expect((await sandbox.run({ source: bytes, limits: { memoryMb: 60 } })).outcome).toMatchObject({
      status: 'oom',
      limitMb: 60,
    })
    expect(valueOf(await sandbox.run({ source: bytes, limits: { memoryMb: 200 } }))).toBe(90_000_000)
  })

  it('runs without a compiler in the engine when strict', async () => {
    sandbox = await startSandbox({}, { strict: true })
    expect(sandbox.status.level).toBe('kernel-enforced')
    expect(valueOf(await sandbox.run('let s = 0; for (let i = 0; i < 1e6; i++) s += i; return s'))).toBe(
      499999500000,
    )
  })

  it('notices a runner that is killed from outside and goes on', async () => {
    sandbox = await startSandbox()
    const run = sandbox.begin({ source: "console.log('here'); for (;;);" })
    const pid = await run.started
    await new Promise((resolve) => setTimeout(resolve, 100))
    process.kill(pid, 'SIGKILL')
    expect((await run.done).outcome).toMatchObject({
      status: 'crashed',
      detail: expect.stringContaining('SIGKILL'),
      lastKnown: 'log at line 1',
    })
    for (const runner of (await sandbox.ask('status')).runners)
      if (runner.state === 'warm') process.kill(runner.pid, 'SIGKILL')
    expect(valueOf(await sandbox.run('return 1'))).toBe(1)
  })

  it('leaves no process behind when it is killed', async () => {
    sandbox = await startSandbox()
    const run = sandbox.begin({ source: 'for (;;);' })
    await run.started
    const supervisor = sandbox.port.pid ?? 0
    const children = childrenOf(supervisor)
    expect(children.length).toBeGreaterThan(1)
    sandbox.port.kill()
    await until(() => children.every((pid) => !existsSync(`/proc/${pid}`)))
    expect(children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([])
  })

  it('leaves no process behind when its host goes away', async () => {
    const folder = await builtSandbox()
    const child = fork(path.join(folder, 'supervisor.js'), ['{}'], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      execArgv: [],
    })
    await new Promise<void>((resolve) =>
      child.on('message', (message: FromSupervisor) => message.t === 'ready' && resolve()),
    )
    const children = childrenOf(child.pid ?? 0)
    child.disconnect()
    await new Promise((resolve) => child.on('exit', resolve))
    await until(() => children.every((pid) => !existsSync(`/proc/${pid}`)))
    expect(children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([])
  })

  it('passes none of its environment to a runner', async () => {
    sandbox = await startSandbox({ realmLost: true, rulesOff: true })
    expect(valueOf(await sandbox.run('return Object.keys((globalThis as any).process.env)'))).toEqual([])
  })

  it('answers a status with its processes, layers and medians', async () => {
    sandbox = await startSandbox()
    await sandbox.run('return 1')
    const status = await sandbox.ask('status')
    expect(status).toMatchObject({ level: 'kernel-enforced', exits: { ok: 1 }, node: process.version })
    expect(status.timings.runMs).toBeGreaterThan(0)
    expect(status.layers.map((layer) => layer.name)).toContain('Landlock')
  })

  it.skipIf(process.getuid?.() !== 0)(
    'reaches the same level for an ordinary user as for root',
    async (context) => {
      const folder = await builtSandbox()
      const closed = closedToOthers(process.execPath) ?? closedToOthers(folder)
      if (closed !== undefined) {
        process.stdout.write(`skipped: another user cannot read ${closed}, so nothing here can run as one\n`)
        context.skip()
      }
      const child = fork(path.join(folder, 'supervisor.js'), ['{}'], {
        uid: 65534,
        gid: 65534,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        serialization: 'advanced',
        execArgv: [],
        cwd: '/',
      })
      let words = ''
      child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()))
      const messages: FromSupervisor[] = []
      const wait = (t: string) =>
        new Promise<FromSupervisor>((resolve, reject) => {
          child.on('message', (message: FromSupervisor) => message.t === t && resolve(message))
          child.on('exit', () => reject(new Error(words)))
        })
      child.on('message', (message: FromSupervisor) => messages.push(message))
      const ready = await wait('ready')
      expect(ready.t === 'ready' && [ready.status.level, ready.status.reason]).toEqual([
        'kernel-enforced',
        undefined,
      ])
      const done = wait('done')
      child.send({
        t: 'run',
        run: 'x',
        source: 'const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(7))',
        modules: {},
        limits: testLimits,
        state: null,
      })
      expect(await done).toMatchObject({ outcome: { status: 'oom' } })
      child.removeAllListeners('exit')
      child.send({ t: 'shutdown' })
      await new Promise((resolve) => child.on('exit', resolve))
    },
  )
})
