import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, valueOf } from '../testing/sandbox-under-test.ts'
import type { SandboxUnderTest } from '../testing/sandbox-under-test.ts'

let sandbox: SandboxUnderTest
/** The same code in a runner that gives its realm away: shows that a probe can find the host when it is there. */
let open: SandboxUnderTest
beforeAll(async () => {
  sandbox = await startSandbox()
  open = await startSandbox({ realmLost: true, rulesOff: true })
})
afterAll(() => Promise.all([sandbox.close(), open.close()]))

/** Declares `reach(value)`: whether a value leads to a process object, by its constructors or its properties. */
const reach = `const seen = (v: any): boolean => { try { if (v && typeof v === 'object' && typeof v.pid === 'number') return true; const f = v?.constructor?.constructor; if (typeof f === 'function') { const p = f('return typeof process === "undefined" ? 0 : process')(); return !!p && typeof p.pid === 'number' } } catch {} return false }\n`

const probes: [string, string][] = [
  ['the constructor of a function', 'return seen((() => 1).constructor)'],
  ['the constructor of console.log', 'return seen(console.log)'],
  ['the constructor of callMCPTool', 'return seen(callMCPTool)'],
  ['the constructor of setTimeout', 'return seen(setTimeout) || seen(setTimeout(() => 0, 0))'],
  ['the constructor of the global object', 'return seen(globalThis)'],
  ['an async function', 'return seen(async () => 1) || seen((async () => 1)())'],
  ['a generator and its result', 'const g = (function* () { yield 1 })(); return seen(g) || seen(g.next())'],
  [
    'an async generator',
    'const g = (async function* () { yield 1 })(); return seen(g) || seen(await g.next())',
  ],
  [
    'a promise of a call',
    "const p = callMCPTool('a/b', {}); return seen(p) || seen(await p.catch((e: any) => e))",
  ],
  [
    'the error of a failed call',
    "try { await callMCPTool('fail/x', {}) } catch (e) { return seen(e) || seen((e as any).content) }",
  ],
  ['the result of a call', "const r: any = await callMCPTool('a/b', {}); return seen(r) || seen(r.list)"],
  ['an error of the engine', 'try { (null as any).x } catch (e) { return seen(e) }'],
  [
    'a stack overflow',
    'const deep = (): any => { try { return deep() } catch (e) { return e } }; return seen(deep())',
  ],
  [
    'a stack overflow inside the bridge',
    "let found = false; const deep = (): void => { try { console.log('x'.repeat(3)) } catch (e) { found ||= seen(e) } deep() }; try { deep() } catch (e) { found ||= seen(e) } return found",
  ],
  [
    'a stack overflow inside a call',
    "let found = false; const deep = (): void => { try { void callMCPTool('a/b', {}).catch((e: any) => { found ||= seen(e) }) } catch (e) { found ||= seen(e) } deep() }; try { deep() } catch (e) { found ||= seen(e) } return found",
  ],
  [
    'a changed stack formatter',
    'let sites: any; try { (Error as any).prepareStackTrace = (_e: any, s: any) => { sites = s; return "x" } } catch {} void new Error("x").stack; return seen(sites) || seen(sites?.[0]) || seen(sites?.[0]?.getThis?.())',
  ],
  [
    'captureStackTrace',
    'const o: any = {}; (Error as any).captureStackTrace(o); return seen(o.stack) || seen(o)',
  ],
  [
    'a thenable that is awaited',
    'let found = false; await { then(f: any) { found = seen(f) || seen(arguments); f(1) } } as any; return found',
  ],
  ['a thenable that is returned', 'return { then(f: any, r: any) { f(seen(f) || seen(r)) } }'],
  [
    'species of promises',
    "let found = false; class P extends Promise<any> { constructor(x: any) { super((a, b) => { found ||= seen(a) || seen(b); x(a, b) }) } }; Object.defineProperty(Promise, Symbol.species, { get: () => P }); await Promise.resolve(1).then((x) => x); await callMCPTool('a/b', {}); return found",
  ],
  [
    'a changed Promise.prototype.then',
    "let found = false; const then = Promise.prototype.then; Promise.prototype.then = function (this: any, a: any, b: any) { found ||= seen(a) || seen(b) || seen(this); return then.call(this, a, b) } as any; await callMCPTool('a/b', {}); return found",
  ],
  [
    'setters on Object.prototype',
    "let found = false; for (const k of ['id', 't', 'ok', 'value', 'tool', 'args', 'line', 'at', 'text']) Object.defineProperty(Object.prototype, k, Object.assign(Object.create(null), { configurable: true, set(v: any) { found ||= seen(v) || seen(this) }, get() { found ||= seen(this); return undefined } })); await callMCPTool('a/b', {}).catch(() => 0); for (const k of ['id', 't', 'ok', 'value', 'tool', 'args', 'line', 'at', 'text']) delete (Object.prototype as any)[k]; return found",
  ],
  [
    'setters on Array.prototype',
    "let found = false; Object.defineProperty(Array.prototype, '0', { configurable: true, set(v) { found ||= seen(v) || seen(this) } }); console.log('x', [1]); delete (Array.prototype as any)[0]; return found",
  ],
  [
    'a proxy as argument',
    "let found = false; let inside = false; const p = new Proxy({}, { get: (t, _k, r) => { if (!inside) { inside = true; found ||= seen(t) || seen(Object.getPrototypeOf(r)); inside = false } return 'x' }, ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }); await callMCPTool('a/b', p).catch(() => 0); return found",
  ],
  [
    'a proxy as result',
    "return new Proxy({}, { get(_t, k) { try { if (seen(new Error().constructor)) return 'escaped' } catch {} return k === 'toJSON' ? () => false : undefined } })",
  ],
  [
    'toJSON',
    "let found = false; await callMCPTool('a/b', { toJSON(k: any) { found = seen(this) || seen(k) || seen(arguments); return 1 } }).catch(() => 0); return found",
  ],
  [
    'Symbol.toPrimitive of a tool name',
    "let found = false; await callMCPTool({ [Symbol.toPrimitive](h: any) { found = seen(h) || seen(arguments); return 'a/b' } } as any, {}).catch(() => 0); return found",
  ],
  [
    'util.inspect.custom in a log',
    "let found = false; console.log({ [Symbol.for('nodejs.util.inspect.custom')](d: any, o: any, i: any) { found = seen(o) || seen(i); return '' } }); return found",
  ],
  [
    'util.inspect.custom in a rejection',
    "void Promise.reject({ [Symbol.for('nodejs.util.inspect.custom')](_d: any, o: any, i: any) { (globalThis as any).found = seen(o) || seen(i) } }); await new Promise((r) => setTimeout(r, 5)); return (globalThis as any).found ?? false",
  ],
  [
    'arguments.callee.caller',
    'return seen((function (this: any) { try { return (arguments as any).callee.caller } catch { return null } })())',
  ],
  ['this of a plain function', 'return seen((function (this: any) { return this })())'],
  ['a Function made from text', "try { return !!new Function('return 1')() } catch (e) { return seen(e) }"],
  [
    'an async Function made from text',
    "try { return !!(async () => 1).constructor('return 1') } catch (e) { return seen(e) }",
  ],
  [
    'a timer with text',
    "try { (setTimeout as any)('globalThis.found = true', 0) } catch (e) { return seen(e) } await new Promise((r) => setTimeout(r, 5)); return (globalThis as any).found === true",
  ],
  [
    'the module functions',
    "const m: any = await callMCPTool('a/b', {}); return seen(m) || typeof (globalThis as any).__athena_import !== 'undefined'",
  ],
  [
    'the completion of queueMicrotask',
    'let found = false; queueMicrotask(function (this: any) { found = seen(this) || seen(arguments) }); await new Promise((r) => setTimeout(r, 2)); return found',
  ],
  ['iterators of regular expressions', "return seen('ab'.matchAll(/a/g)) || seen(/a/.exec('a'))"],
  [
    'Intl objects',
    "const f: any = new Intl.DateTimeFormat('en'); return seen(f) || seen(f.resolvedOptions()) || seen(f.format)",
  ],
  ['tagged templates', 'const t = (s: any) => seen(s) || seen(s.raw); return t`x`'],
  [
    'error causes and aggregates',
    'try { await Promise.any([Promise.reject(new Error("x"))]) } catch (e: any) { return seen(e) || seen(e.errors) || seen(e.errors[0]) }',
  ],
  ['decoded state', 'state.x = { a: [new Map()] }; return seen(state) || seen(state.x)'],
  [
    'every property of the global object',
    'return Object.getOwnPropertyNames(globalThis).filter((n) => { try { return seen((globalThis as any)[n]) } catch { return false } }).length > 0',
  ],
  [
    'every symbol and prototype above the global object',
    'let p: any = globalThis; while (p) { for (const k of Reflect.ownKeys(p)) { try { if (seen(p[k])) return true } catch {} } p = Object.getPrototypeOf(p) } return false',
  ],
]

const answer = (call: { tool: string }) => {
  if (call.tool.startsWith('fail')) throw { code: 'TOOL_FAILED', message: 'no', content: [{ a: 1 }] }
  return { list: [1, { a: 1 }] }
}

describe('code looks for the host', () => {
  it.each(probes)('through %s and does not find it', async (_name, source) => {
    const result = await sandbox.run({
      source: reach + source,
      answer,
      limits: { maxCalls: 100_000, cpuMs: 25_000, wallMs: 28_000 },
    })
    expect(valueOf(result)).toBe(false)
  })

  it('and would find it, were it there', async () => {
    expect(
      valueOf(await open.run({ source: `${reach}return seen((globalThis as any).process)`, answer })),
    ).toBe(true)
    expect(
      valueOf(await sandbox.run({ source: `${reach}return seen((globalThis as any).process)`, answer })),
    ).toBe(false)
  })

  it('is given nothing of the host by the shipped runner that the test runner gives', async () => {
    const source =
      "return ['process', 'require', 'Buffer', 'fetch', '__kernel', '__koffi', '__vm'].map((n) => typeof (globalThis as any)[n])"
    expect(valueOf(await sandbox.run(source))).toEqual(Array.from({ length: 7 }, () => 'undefined'))
    expect(valueOf(await open.run(source))).not.toContain('undefined')
  })

  it('sees no path of this machine in stacks and errors', async () => {
    const value = valueOf(
      await sandbox.run(
        "const out: string[] = [new Error('x').stack ?? '']; try { JSON.parse('{') } catch (e: any) { out.push(e.stack) } try { new URL('x') } catch (e: any) { out.push(e.stack) } try { await callMCPTool(1 as any, 1n) } catch (e: any) { out.push(e.stack) } return out.join('\\n')",
      ),
    )
    expect(String(value)).not.toMatch(/\/|node:|athena:|runner|guest/)
  })
})

describe('with the realm lost', () => {
  it.each([
    ['open a file', "k.callWithPath('openat', '/etc/passwd', -100, 0, 0)"],
    ['open a file of its own program', "k.callWithPath('openat', process.execPath, -100, 0, 0)"],
    ['create a file in memory', "k.callWithPath('memfd_create', 'x')"],
    ['make sockets in pairs', "k.call('socketpair', 1, 1, 0)"],
    ['signal the supervisor', "k.call('kill', process.ppid, 9)"],
    ['signal everybody', "k.call('kill', -1, 9)"],
    ['start a thread or a process', "k.call('clone', 17)"],
    ['raise its limits', "k.limit(0, 'DATA', 1e12, 1e12)"],
    ['take another filter', 'k.seccomp(Buffer.alloc(8), false)'],
    ['map shared memory', "k.call('mmap', 0, 5e8, 3, 0x21, -1, 0)"],
    ['map 300 MB', "k.call('mmap', 0, 3e8, 3, 0x22, -1, 0)"],
    ['become traceable', "k.call('prctl', 4, 1)"],
    ['close its channel', "k.call('close', 3)"],
  ])('code cannot %s', async (_name, act) => {
    const result = await open.run(`const { __kernel: k, process, Buffer } = globalThis as any; return ${act}`)
    expect(Number(valueOf(result))).toBeLessThan(0)
  })

  it.each([
    ['open a socket', "k.call('socket', 2, 1, 0)"],
    ['start a program', "k.callWithPath('execve', '/bin/true')"],
    ['trace a process', "k.call('ptrace', 0)"],
    ['use io_uring', "k.call('io_uring_setup', 8, 0)"],
    [
      'use the second table of numbers',
      "k.architecture.hasX32 ? k.call.constructor && (globalThis as any).__koffi.load(null).func('long syscall(long n, long a)')(0x40000000 + 39, 0) : k.call('ptrace', 0)",
    ],
  ])('code that tries to %s is ended by the kernel', async (_name, act) => {
    const { outcome } = await open.run(`const { __kernel: k } = globalThis as any; return ${act}`)
    expect(outcome).toMatchObject({ status: 'crashed', detail: expect.stringContaining('forbids') })
  })

  it.each([
    ['no JSON', "'not json'", /not JSON/],
    ['no type', "'[]'", /without a type/],
    ['an unknown type', '\'{"t":"ready"}\'', /unexpected message/],
    ['a call out of order', '\'{"t":"call","id":99,"tool":"a/b","args":{}}\'', /malformed call/],
    ['a log of an unknown level', '\'{"t":"log","level":"fatal","text":"x"}\'', /malformed log/],
    [
      'deep nesting',
      '\'{"t":"call","id":1,"tool":"a/b","args":\' + \'[\'.repeat(9999) + \']\'.repeat(9999) + \'}\'',
      /nests too deeply/,
    ],
  ])('a frame with %s ends the run', async (_name, text, detail) => {
    const { outcome } = await open.run(
      `const { require, Buffer } = globalThis as any; const body = Buffer.from(${text}); const head = Buffer.alloc(4); head.writeUInt32LE(body.length); require('fs').writeSync(3, Buffer.concat([head, body])); await new Promise((r) => setTimeout(r, 500)); return 1`,
    )
    expect(outcome).toMatchObject({ status: 'crashed', detail: expect.stringMatching(detail) })
  })

  it('a frame longer than the limit ends the run', async () => {
    const { outcome } = await open.run(
      "const { require, Buffer } = globalThis as any; const head = Buffer.alloc(4); head.writeUInt32LE(0x7fffffff); require('fs').writeSync(3, head); await new Promise((r) => setTimeout(r, 500)); return 1",
    )
    expect(outcome).toMatchObject({
      status: 'crashed',
      detail: expect.stringMatching(/frame of 2147483647 bytes/),
    })
  })

  it.each([
    [
      'log lines without end',
      `const b = frame('{"t":"log","level":"log","text":""}'); for (;;) require('fs').writeSync(3, b)`,
      /more log lines than allowed/,
    ],
    [
      'reports of waiting without end',
      `const b = frame('{"t":"blocked","n":0}'); for (;;) require('fs').writeSync(3, b)`,
      /more reports than frames/,
    ],
    [
      'timers without end',
      `const b = frame('{"t":"wake","ms":1}'); for (;;) require('fs').writeSync(3, b)`,
      /more timers than allowed/,
    ],
    [
      'state twice',
      `for (const t of ['a', 'b']) require('fs').writeSync(3, frame('{"t":"state","text":"' + t + '"}')); for (;;);`,
      /malformed state/,
    ],
  ])('a runner that sends %s is ended', async (_name, act, detail) => {
    const { outcome } = await open.run({
      source: `const { require, Buffer } = globalThis as any; const frame = (text: string) => { const body = Buffer.from(text); const head = Buffer.alloc(4); head.writeUInt32LE(body.length); return Buffer.concat([head, body]) }\n${act}`,
      limits: { cpuMs: 20_000 },
    })
    expect(outcome).toMatchObject({ status: 'crashed', detail: expect.stringMatching(detail) })
  })

  it('a forged end ends its own run and no other', async () => {
    const [forged, honest] = await Promise.all([
      open.run(
        'const { require, Buffer } = globalThis as any; const body = Buffer.from(\'{"t":"done","ok":true,"json":"forged","notes":[]}\'); const head = Buffer.alloc(4); head.writeUInt32LE(body.length); require(\'fs\').writeSync(3, Buffer.concat([head, body])); for (;;);',
      ),
      open.run('await new Promise((r) => setTimeout(r, 100)); return "honest"'),
    ])
    expect(valueOf(forged)).toBe('forged')
    expect(valueOf(honest)).toBe('honest')
  })
})
