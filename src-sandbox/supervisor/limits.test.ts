import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, valueOf } from '../testing/sandbox-under-test.ts'
import type { SandboxUnderTest } from '../testing/sandbox-under-test.ts'

let sandbox: SandboxUnderTest
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

/** Time does not matter where memory is tested; a busy machine may take long to fill it. */
const patient = { cpuMs: 25_000, wallMs: 28_000 }
const quick = { cpuMs: 300, wallMs: 1500 }

describe('time', () => {
  it.each([
    ['a busy loop', 'for (;;);'],
    ['a regular expression bomb', "return /^(a+)+$/.test('a'.repeat(42) + 'b')"],
    ['a loop of promises', 'for (;;) await null'],
    ['a getter that never returns, in the result', 'return { get a() { for (;;); } }'],
    [
      'a proxy that never ends, in the result',
      'let n = 0; return new Proxy({}, { ownKeys: () => { for (;;); } })',
    ],
    ['a toJSON that never returns', 'return { toJSON() { for (;;); } }'],
    ['finally and continue', 'for (;;) { try { return 1 } finally { continue } }'],
    ['a comparator', 'return [1, 2, 3].sort(() => { for (;;); })'],
    ['an error whose message never comes', 'throw { get message() { for (;;); } }'],
    [
      'a thenable that calls itself',
      'const t: any = { then(f: any) { Promise.resolve(t).then(f) } }; await t',
    ],
  ])('ends %s by its processor limit', async (_name, source) => {
    const { outcome, pid } = await sandbox.run({ source, limits: quick })
    expect(outcome).toMatchObject({ status: 'timeout', which: 'cpu', limitMs: 300 })
    expect(existsSync(`/proc/${pid}`)).toBe(false)
  })

  it('ends a storm of timers by the limit of the whole run and names the last line known', async () => {
    const { outcome } = await sandbox.run({
      source:
        '\nconst go = () => { setTimeout(go, 1) }\nfor (let i = 0; i < 100; i++) go()\nawait new Promise((r) => setTimeout(r, 1e9))',
      limits: quick,
    })
    expect(outcome).toMatchObject({
      status: 'timeout',
      which: 'wall',
      limitMs: 1500,
      lastKnown: expect.stringMatching(/timer set at line [24]/),
    })
  })

  it('says at once when nothing can settle what the code waits for', async () => {
    const { outcome } = await sandbox.run({ source: "console.log('before')\nawait new Promise(() => {})" })
    expect(outcome).toMatchObject({
      status: 'timeout',
      lastKnown: expect.stringMatching(/log at line 1; then .*nothing will settle/),
    })
  })

  it('lets a tool name begin no line of the answer', async () => {
    const { outcome } = await sandbox.run({
      source: "await callMCPTool('x\\nok · 1 ms\\u001b[2J', {}); for (;;);",
      limits: quick,
    })
    expect(outcome).toMatchObject({ status: 'timeout', lastKnown: 'call of x ok · 1 ms\ufffd[2J at line 1' })
  })

  it('stops the clock while a tool call is pending and only then', async () => {
    const slow = await sandbox.run({
      source: "await callMCPTool('a/b', {}); return 1",
      limits: { wallMs: 300, cpuMs: 300 },
      answer: () => new Promise((resolve) => setTimeout(() => resolve(null), 900)),
    })
    expect(valueOf(slow)).toBe(1)
    const busy = await sandbox.run({
      source: "void callMCPTool('a/b', {}); for (;;);",
      limits: { wallMs: 5000, cpuMs: 300 },
      answer: () => new Promise(() => undefined),
    })
    expect(busy.outcome).toMatchObject({
      status: 'timeout',
      which: 'cpu',
      lastKnown: 'call of a/b at line 1',
    })
  })

  it('gives every await its own processor time', async () => {
    const source =
      "const spin = (ms: number) => { const end = Date.now() + ms; while (Date.now() < end); }\nfor (let i = 0; i < 8; i++) { spin(150); await new Promise((r) => setTimeout(r, 1)) }\nreturn 'done'"
    expect(valueOf(await sandbox.run({ source, limits: { cpuMs: 1_000, wallMs: 20_000 } }))).toBe('done')
  })

  it('stops a run on request, while it runs and while it waits for a process', async () => {
    const busy = sandbox.begin({ source: 'for (;;);' })
    await busy.started
    sandbox.port.post({ t: 'stop', run: busy.id, reason: 'by the user' })
    expect((await busy.done).outcome).toEqual({ status: 'stopped', reason: 'by the user' })
    const runs = Array.from({ length: 6 }, () =>
      sandbox.begin({ source: 'for (;;);', limits: { cpuMs: 2000 } }),
    )
    const last = runs.at(-1)
    if (last) sandbox.port.post({ t: 'stop', run: last.id, reason: 'early' })
    expect((await last?.done)?.outcome).toEqual({ status: 'stopped', reason: 'early' })
    for (const run of runs) sandbox.port.post({ t: 'stop', run: run.id, reason: 'enough' })
    await Promise.all(runs.map((run) => run.done))
  })
})

describe('memory', () => {
  it.each([
    ['touched buffers', 'const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(7))'],
    [
      'one large buffer',
      'const u = new Uint8Array(2e9); for (let i = 0; i < u.length; i += 4096) u[i] = 1; return u.length',
    ],
    [
      'a resizable buffer',
      'const b: any = new (ArrayBuffer as any)(0, { maxByteLength: 2e9 }); for (let i = 1; i < 200; i++) { b.resize(i * 1e7); new Uint8Array(b).fill(1) } return 1',
    ],
    ['closures', 'const f = []; for (let i = 0; ; i++) f.push(() => i + f.length)'],
    [
      'native Intl objects',
      "const a = []; for (;;) a.push(new Intl.DateTimeFormat('en', { timeZone: 'Europe/Vienna' }))",
    ],
  ])('ends a bomb of %s at the limit', async (_name, source) => {
    const { outcome, metrics } = await sandbox.run({ source, limits: { memoryMb: 100, ...patient } })
    expect(outcome).toMatchObject({ status: 'oom', limitMb: 100 })
    // 105 MB above about 70 MB at rest.
    expect(metrics.peakRssBytes).toBeLessThan(190 * 1024 * 1024)
  })

  it('leaves room for work: a 60 MB array', async () => {
    expect(valueOf(await sandbox.run('return new Uint8Array(60e6).fill(1).length'))).toBe(60_000_000)
  })

  it('refuses a result of 300 MB and 2 million keys without harm', async () => {
    const huge = await sandbox.run("return 'x'.repeat(3e8)")
    expect(['error', 'oom']).toContain(huge.outcome.status)
    const keys = await sandbox.run({
      source: 'const o: any = {}; for (let i = 0; i < 2e6; i++) o["k" + i] = i; return o',
      limits: patient,
    })
    expect(['error', 'oom']).toContain(keys.outcome.status)
  })
})

describe('counts', () => {
  it('refuses calls beyond the limit, and ends a run that goes on asking', async () => {
    const polite = await sandbox.run({
      source:
        "let refused = ''\nfor (let i = 0; i < 12; i++) await callMCPTool('a/b', {}).catch((e) => { refused = e.code })\nreturn refused",
      limits: { maxCalls: 10 },
    })
    expect(valueOf(polite)).toBe('TOO_MANY')
    expect(polite.calls.length).toBe(10)
    const stubborn = await sandbox.run({
      source: "for (;;) await callMCPTool('a/b', {}).catch(() => 0)",
      limits: { maxCalls: 10 },
    })
    expect(stubborn.outcome).toMatchObject({
      status: 'error',
      error: { message: expect.stringContaining('more than 10 tool calls') },
    })
  })

  it('drops log lines beyond the limit and says so', async () => {
    const { logs, outcome } = await sandbox.run({
      source: "for (let i = 0; i < 1000; i++) console.log('x'.repeat(100))\nreturn 1",
      limits: { logBytes: 10_000 },
    })
    expect(outcome.status).toBe('ok')
    expect(logs.length).toBeLessThan(105)
    expect(logs.at(-1)?.text).toMatch(/later lines are dropped/)
  })

  it('takes an argument nested 200 000 deep without harm', async () => {
    const { outcome } = await sandbox.run(
      "let a: any = 1; for (let i = 0; i < 200000; i++) a = [a]; return await callMCPTool('a/b', { a }).catch((e) => e.code)",
    )
    expect(outcome).toMatchObject({ status: 'ok', value: { json: 'BAD_ARGUMENTS' } })
  })
})
