import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, valueOf } from '../testing/sandbox-under-test.ts'
import type { SandboxUnderTest } from '../testing/sandbox-under-test.ts'

let sandbox: SandboxUnderTest
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const github = {
  kind: 'server' as const,
  exports: {
    listIssues: { tool: 'github/listIssues', positional: ['repo', 'limit'] },
    get: { tool: 'github/get-issue' },
  },
}

describe('code as agents write it', () => {
  it.each([
    ['a top-level return', 'return 1 + 1', 2],
    ['the value of the last expression', 'const a: number = 20\na * 2;', 40],
    ['the last expression in parentheses with a comment', '({ a: 1 } /* one */);', { a: 1 }],
    ['top-level await', 'const x = await Promise.resolve(20); return x * 2', 40],
    ['a Markdown fence', '```ts\nreturn 7\n```', 7],
    ['a default export of an arrow', 'export default async () => { return 8 }', 8],
    ['a default export of a function', 'export default async function main() { return 9 }', 9],
    ['a default export of a value', 'export default { a: 1 }', { a: 1 }],
    ['a bare async arrow', 'async () => 10', 10],
    ['a bare function expression in parentheses', '(async function () { return 11 })', 11],
    ['a single function that nobody calls', 'async function main() { return 12 }', 12],
    ['a function and its call', 'async function main() { return 13 }\nmain()', 13],
    ['an exported constant function', 'export const run = async () => 14', 14],
    [
      'types, enums and satisfies',
      'interface P { a: number }\nenum C { X = 5 }\nconst p = { a: 3 } satisfies P\nreturn p.a + C.X',
      8,
    ],
    [
      'classes with parameter properties',
      'class A { constructor(private x: number) {}\n get() { return this.x } }\nreturn new A(3).get()',
      3,
    ],
    ['the word import in a string', 'return \'import("fs")\'.length + /import\\(/.source.length', 20],
  ])('runs %s', async (_name, source, expected) => {
    expect(valueOf(await sandbox.run(source))).toEqual(expected)
  })

  it('calls servers through imports, by object and by position, and names the line of each call', async () => {
    const result = await sandbox.run({
      source:
        "import { listIssues } from './servers/github'\nimport * as all from './servers/github/index.ts'\nawait listIssues({ repo: 'a/b' })\nawait listIssues('a/b', 5)\n\nawait listIssues('a/b', { state: 'open' })\nreturn await all.get()",
      modules: { './servers/github': github },
      answer: (call) => call.args,
    })
    expect(result.calls.map((call) => [call.tool, call.args, call.line])).toEqual([
      ['github/listIssues', { repo: 'a/b' }, 3],
      ['github/listIssues', { repo: 'a/b', limit: 5 }, 4],
      ['github/listIssues', { repo: 'a/b', state: 'open' }, 6],
      ['github/get-issue', {}, 7],
    ])
    expect(valueOf(result)).toEqual({})
  })

  it('runs skills that import servers and other skills, each once', async () => {
    const result = await sandbox.run({
      source:
        "import { save } from './skills/save'\nimport { count, next } from './skills/counter'\nnext()\nreturn [await save('x'), count()]",
      modules: {
        './servers/github': github,
        './skills/save': {
          kind: 'code',
          source:
            "import { get } from '../servers/github'\nimport { next } from './counter'\nexport async function save(id: string) {\n  next()\n  return await get({ id })\n}",
        },
        './skills/counter': {
          kind: 'code',
          source: 'let n = 0\nexport const next = () => { n++ }\nexport const count = () => n',
        },
      },
      answer: (call) => call.args,
    })
    expect(valueOf(result)).toEqual([{ id: 'x' }, 2])
    expect(result.calls[0]?.line).toBe(4)
  })

  it('gives a tool failure as a catchable ToolError', async () => {
    const result = await sandbox.run({
      source:
        "try { await callMCPTool('github/x', {}) } catch (e) { return [e instanceof ToolError, e instanceof Error, e.name, e.server, e.tool, e.code, e.message, e.content] }",
      answer: () => {
        throw { code: 'TOOL_FAILED', message: 'no', content: [1] }
      },
    })
    expect(valueOf(result)).toEqual([true, true, 'ToolError', 'github', 'x', 'TOOL_FAILED', 'no', [1]])
  })

  it('names the tool whose result a TypeError came from', async () => {
    const result = await sandbox.run({
      source: "const r: any = await callMCPTool('github/x', {})\n\nreturn r.a.b.c",
      answer: () => ({ a: {} }),
    })
    expect(result.outcome).toMatchObject({
      status: 'error',
      error: { name: 'TypeError', line: 3, tool: 'github/x' },
    })
  })

  it('shows only the own lines in stacks', async () => {
    const { outcome } = await sandbox.run(
      "function deep(): never {\n  throw new RangeError('boom')\n}\nasync function outer() {\n  await 1\n  deep()\n}\nawait outer()",
    )
    expect(outcome).toMatchObject({
      status: 'error',
      error: { name: 'RangeError', message: 'boom', line: 2, column: 9 },
    })
    expect(outcome.status === 'error' && outcome.error.stack).toBe(
      'RangeError: boom\n    at deep (agent.ts:2:9)\n    at outer (agent.ts:6:3)\n    at agent.ts:8:1',
    )
  })

  it('keeps at most eight calls at once and the rest in order', async () => {
    let now = 0
    let most = 0
    // Nothing is answered before eight calls wait, or it is clear that they never will.
    const { promise: eightWait, resolve: eight } = Promise.withResolvers<void>()
    const hopeless = setTimeout(eight, 5_000)
    const result = await sandbox.run({
      source:
        "return (await Promise.all(Array.from({ length: 20 }, (_, i) => callMCPTool('a/b', { i })))).length",
      answer: async () => {
        most = Math.max(most, ++now)
        if (now === 8) setTimeout(eight, 20)
        await eightWait
        now--
        return null
      },
    })
    clearTimeout(hopeless)
    expect(valueOf(result)).toBe(20)
    expect(most).toBe(8)
    expect(result.calls.map((call) => (call.args as { i: number }).i)).toEqual(
      Array.from({ length: 20 }, (_, i) => i),
    )
  })

  it('fires timers that are due at once by their time, and those of one time as they were set', async () => {
    const source =
      "const out: string[] = []\nfor (const [name, ms] of [['c', 30], ['a', 5], ['d', 30], ['b', 10]] as const) setTimeout(() => out.push(name), ms)\nconst end = Date.now() + 60\nwhile (Date.now() < end);\nawait new Promise((r) => setTimeout(r, 40))\nreturn out.join('')"
    expect(valueOf(await sandbox.run(source))).toBe('abcd')
  })

  it('keeps state with its types through runs, and as it was after a kill', async () => {
    const first = await sandbox.run(
      "state.map = new Map([[1, new Date(5)]]); state.self = state; state.big = 12n; state.bytes = new Uint8Array([1, 2]); state.set = new Set(['a']); return 1",
    )
    const state = first.outcome.status === 'ok' ? first.outcome.state : null
    const second = await sandbox.run({
      source:
        'return [state.map.get(1).getTime(), state.self === state, typeof state.big, [...state.bytes], state.set.has("a")]',
      state,
    })
    expect(valueOf(second)).toEqual([5, true, 'bigint', [1, 2], true])
    const thrown = await sandbox.run({ source: 'state.extra = 1; throw new Error("x")', state })
    expect(thrown.outcome.status === 'error' && thrown.outcome.state).toContain('"extra"')
    const killed = await sandbox.run({ source: 'state.extra = 1; for (;;);', state, limits: { cpuMs: 200 } })
    expect(killed.outcome).not.toHaveProperty('state')
  })

  it('says how values became JSON', async () => {
    const { outcome } = await sandbox.run(
      "const o: any = { when: new Date(0), big: 2n ** 70n, map: new Map([['a', 1]]), set: new Set([1]), bytes: new Uint8Array(2), f() {}, u: undefined, nan: NaN, err: new TypeError('x') }; o.me = o; return o",
    )
    expect(outcome).toMatchObject({
      status: 'ok',
      value: {
        json: {
          when: '1970-01-01T00:00:00.000Z',
          big: '1180591620717411303424',
          map: { a: 1 },
          set: [1],
          bytes: [0, 0],
          nan: null,
          err: { name: 'TypeError', message: 'x' },
          me: '[circular]',
        },
      },
    })
    expect(outcome.status === 'ok' && outcome.value.notes).toEqual([
      '$.when: Date written as ISO text',
      '$.big: BigInt written as text',
      '$.map: Map written as object',
      '$.set: Set written as array',
      '$.bytes: Uint8Array written as array',
      '$.f: function left out',
      '$.nan: NaN written as null',
      '$.me: circular reference',
    ])
  })

  it('marks undefined, so that a forgotten return can be told', async () => {
    expect((await sandbox.run('const a = 1')).outcome).toMatchObject({
      status: 'ok',
      value: { json: null, undefined: true },
    })
  })

  it('reads and writes the virtual tree by the functions and by fs', async () => {
    const result = await sandbox.run({
      source:
        "import fs from 'node:fs/promises'\nimport { promises, readFileSync } from 'fs'\nawait writeFile('/workspace/a.txt', 'hi')\nawait fs.writeFile('b.bin', new Uint8Array([1, 2, 3]))\nconst names = await fs.readdir('/workspace')\nconst entries = await promises.readdir('/workspace', { withFileTypes: true })\nconst text = await readFile('/workspace/a.txt', 'utf-8')\nlet sync = ''\ntry { readFileSync('/etc/passwd') } catch (e) { sync = e.message }\nlet missing = ''\ntry { await readFile('nope') } catch (e) { missing = e.code }\nreturn { names, dirs: entries.map((e: any) => e.isDirectory()), text, sync, missing, size: (await stat('a')).size }",
      modules: { fs: { kind: 'fs' }, 'fs/promises': { kind: 'fs' } },
      answer: (call) => {
        const args = call.args as { op: string; path: string }
        if (args.path === 'nope') throw { code: 'NO_SUCH_FILE', message: 'There is no file nope.' }
        if (args.op === 'readdir')
          return [
            { name: 'a.txt', directory: false },
            { name: 'd', directory: true },
          ]
        if (args.op === 'stat') return { size: 2, mtimeMs: 0, directory: false }
        return args.op === 'readFile' ? 'hi' : null
      },
    })
    expect(valueOf(result)).toEqual({
      names: ['a.txt', 'd'],
      dirs: [false, true],
      text: 'hi',
      sync: expect.stringContaining('await readFile(path)'),
      missing: 'ENOENT',
      size: 2,
    })
    expect(result.calls.map((call) => call.tool)).toEqual(Array.from({ length: 7 }, () => 'athena/fs'))
    expect(result.calls[1]?.args).toEqual({
      op: 'writeFile',
      path: 'b.bin',
      data: 'AQID',
      encoding: 'base64',
    })
  })

  it('reaches the other services of the host by name', async () => {
    const result = await sandbox.run({
      source:
        "await present([1], 'T'); await emit('h1'); await pii.equals('[A]', '[B]'); await search_tools('mail'); return 1",
      answer: () => null,
    })
    expect(result.calls.map((call) => [call.tool, call.args])).toEqual([
      ['athena/present', { value: [1], title: 'T' }],
      ['athena/emit', { handle: 'h1' }],
      ['athena/pii', { op: 'equals', values: ['[A]', '[B]'] }],
      ['athena/search_tools', { query: 'mail' }],
    ])
  })

  it('logs with level and line, without control characters', async () => {
    const { logs } = await sandbox.run(
      "console.log('a', { b: [1, new Map([[1, 'x']])] })\nconsole.warn('%s is %d', 'x', 3)\nconsole.error('\\u001b[2Jgone\\r')\nconsole.table([{ a: 1 }])",
    )
    expect(logs.map((log) => [log.level, log.line, log.text])).toEqual([
      ['log', 1, "a { b: [1, Map(1) { 1 => 'x' }] }"],
      ['warn', 2, 'x is 3'],
      ['error', 3, '\ufffd[2Jgone\ufffd'],
      ['log', 4, '# | a\n0 | 1'],
    ])
  })

  it('runs timers in order and intervals until they are cleared', async () => {
    expect(
      valueOf(
        await sandbox.run(
          "const out: string[] = []\nsetTimeout(() => out.push('b'), 20)\nsetTimeout((x: string) => out.push(x), 5, 'a')\nlet n = 0\nawait new Promise<void>((done) => { const h = setInterval(() => { if (++n === 3) { clearInterval(h); done() } }, 10) })\nawait new Promise((r) => setTimeout(r, 15))\nreturn [out, n]",
        ),
      ),
    ).toEqual([['a', 'b'], 3])
  })

  it('formats numbers, dates and texts of any place', async () => {
    const value = valueOf(
      await sandbox.run(
        "return [new Intl.NumberFormat('de-AT').format(1234567.5), new Intl.DateTimeFormat('ja', { dateStyle: 'full', timeZone: 'Asia/Tokyo' }).format(0), new Intl.PluralRules('ar').select(3), ['z', 'ä', 'a'].sort(new Intl.Collator('de').compare), new Date(0).toLocaleString('en-GB', { timeZone: 'America/New_York' }), [...new Intl.Segmenter('en', { granularity: 'word' }).segment('a b')].length, 'I'.toLocaleLowerCase('tr'), new Date(0).getTimezoneOffset()]",
      ),
    )
    expect(value).toEqual([
      new Intl.NumberFormat('de-AT').format(1234567.5),
      '1970年1月1日木曜日',
      'few',
      ['a', 'ä', 'z'],
      '31/12/1969, 19:00:00',
      3,
      'ı',
      0,
    ])
  })

  it('has the usual globals and not the others', async () => {
    const value = valueOf(
      await sandbox.run(
        "const have = ['structuredClone','URL','URLSearchParams','TextEncoder','TextDecoder','atob','btoa','queueMicrotask','Intl','setTimeout','shapeOf','present','emit','pii','ToolError','crypto','state','console'].filter((n) => typeof (globalThis as any)[n] === 'undefined')\nconst not = ['process','require','fetch','eval','WebAssembly','SharedArrayBuffer','Atomics','WeakRef','Buffer','global','module'].filter((n) => typeof (globalThis as any)[n] !== 'undefined')\nreturn { have, not, uuid: /^[0-9a-f-]{36}$/.test(crypto.randomUUID()), different: crypto.randomUUID() !== crypto.randomUUID(), shape: shapeOf({ a: [{ b: 1 }, { b: 2 }], d: new Date() }) }",
      ),
    )
    expect(value).toEqual({
      have: [],
      not: [],
      uuid: true,
      different: true,
      shape: '{ a: { b: number }[] (2), d: Date }',
    })
  })
})

describe('refusals, before anything runs', () => {
  it.each([
    ['a syntax error', 'const x = ;', { code: 'SYNTAX', line: 1, column: 11 }],
    [
      'an unknown module with a near name',
      "\nimport { a } from './servers/githb'",
      { code: 'UNKNOWN_IMPORT', line: 2, suggestion: 'Did you mean "./servers/github"?' },
    ],
    [
      'an unknown export with a near name',
      "import { listIssue } from './servers/github'\nawait listIssue()",
      { code: 'UNKNOWN_IMPORT', line: 1, column: 10, suggestion: 'Did you mean `listIssues`?' },
    ],
    ['a package', "import _ from 'lodash'", { code: 'UNKNOWN_IMPORT' }],
    [
      'a look-alike server name',
      "import { recall } from './servers/g\u0456thub'",
      { code: 'UNKNOWN_IMPORT' },
    ],
    ['import()', 'await import("fs")', { code: 'REFUSED', rule: 'no-dynamic-import', line: 1 }],
    ['import.meta', 'return import.meta.url', { code: 'REFUSED', rule: 'no-import-meta' }],
    ['with', 'function f(o: any) { with (o) {} }', { code: 'REFUSED', rule: 'no-with' }],
    ['debugger', 'debugger', { code: 'REFUSED', rule: 'no-debugger' }],
    ['a namespace', 'namespace A { export const x = 1 }', { code: 'REFUSED', rule: 'no-namespace' }],
    [
      'import attributes',
      "import x from './servers/github' with { type: 'json' }",
      { code: 'REFUSED', rule: 'no-import-attributes' },
    ],
    ['a break-out of the wrapper', '});\n(function () {})();\n(async () => {', { code: 'SYNTAX' }],
    ['an HTML comment', 'let y = 2\n<!-- y = 3\nreturn y', { code: 'SYNTAX', line: 2 }],
    [
      'nesting that would overflow a native parser',
      '('.repeat(30_000) + '1' + ')'.repeat(30_000),
      { code: 'TOO_LARGE' },
    ],
    ['too much text', `return '${'x'.repeat(300_000)}'`, { code: 'TOO_LARGE' }],
  ])('refuses %s', async (_name, source, expected) => {
    const { outcome, pid } = await sandbox.run({ source, modules: { './servers/github': github } })
    expect(outcome.status).toBe('rejected')
    expect(outcome.status === 'rejected' && outcome.problems[0]).toMatchObject(expected)
    expect(pid).toBe(0)
  })

  it('refuses a text whose printed form would be a thousand times larger', async () => {
    const { outcome } = await sandbox.run('if(1)'.repeat(19_000) + ';')
    expect(outcome).toMatchObject({ status: 'rejected', problems: [{ code: 'TOO_LARGE' }] })
  })

  it('still serves after the compiler was killed by a text', async () => {
    const [bad, good] = await Promise.all([sandbox.run('['.repeat(50_000)), sandbox.run('return 1')])
    expect(bad.outcome.status).toBe('rejected')
    expect(good.outcome.status).toBe('ok')
  })

  it('lets an interface be imported beside functions', async () => {
    const result = await sandbox.run({
      source:
        "import { listIssues, Issue } from './servers/github'\nconst x: Issue[] = []\nreturn [x.length, typeof listIssues]",
      modules: { './servers/github': github },
    })
    expect(valueOf(result)).toEqual([0, 'function'])
  })
})
