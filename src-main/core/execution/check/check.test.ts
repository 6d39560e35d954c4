import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Catalog, type ToolDefinition, createCatalog } from '../../catalog/index.ts'
import { type CheckResult, type Checker, createChecker, renderProblems } from './index.ts'

const issue = {
  type: 'object',
  properties: {
    number: { type: 'integer' },
    title: { type: 'string' },
    labels: { type: 'array', items: { type: 'string' } },
  },
  required: ['number', 'title'],
}

function tool(
  name: string,
  properties: Record<string, unknown>,
  required: string[],
  rest: Partial<ToolDefinition> = {},
): ToolDefinition {
  return {
    name,
    description: `Does ${name}.`,
    inputSchema: { type: 'object', properties, required },
    ...rest,
  }
}

function filled(): Catalog {
  const catalog = createCatalog()
  catalog.setServer({
    name: 'github',
    title: 'GitHub',
    description: 'Issues.',
    kind: 'upstream',
    tools: [
      tool('get_issue', { number: { type: 'integer' }, repo: { type: 'string' } }, ['number'], {
        outputSchema: issue,
      }),
      tool(
        'list_issues',
        { state: { enum: ['open', 'closed'] }, labels: { type: 'array', items: { type: 'string' } } },
        [],
        {
          outputSchema: {
            type: 'object',
            properties: { issues: { type: 'array', items: issue } },
            required: ['issues'],
          },
        },
      ),
      tool('create-issue', { title: { type: 'string' }, body: { type: 'string' } }, ['title']),
    ],
  })
  catalog.setServer({
    name: 'episodic',
    title: 'Episodic memory',
    description: 'What happened.',
    kind: 'memory',
    tools: [
      tool('recall', { query: { type: 'string' }, limit: { type: 'integer' } }, ['query'], {
        positional: ['query', 'limit'],
        outputSchema: {
          type: 'array',
          items: {
            type: 'object',
            properties: { id: { type: 'string' }, content: { type: 'string' }, score: { type: 'number' } },
            required: ['id', 'content', 'score'],
          },
        },
      }),
    ],
  })
  return catalog
}

const skill =
  "import { recall } from './servers/episodic'\nexport async function best(query: string): Promise<string | undefined> {\n  return (await recall(query, 1))[0]?.content\n}\n"

describe('the check', () => {
  const catalog = filled()
  let checker: Checker
  beforeAll(() => {
    checker = createChecker({
      catalog,
      skills: { names: () => ['best-memory'], read: (name) => (name === 'best-memory' ? skill : undefined) },
    })
  })
  afterAll(() => checker.close())

  async function errors(source: string): Promise<string[]> {
    const { problems } = await checker.check(source)
    return problems
      .filter(({ severity }) => severity === 'error')
      .map(
        ({ rule, line, column, message, suggestion }) =>
          `${line}:${column} ${rule} ${message}${suggestion ? ` ${suggestion}` : ''}`,
      )
  }

  async function notes(source: string): Promise<string[]> {
    const { ok, problems } = await checker.check(source)
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(ok).toBe(true)
    return problems.map(({ rule }) => rule)
  }

  describe('lets pass', () => {
    const accepted: Record<string, string> = {
      'the usual shape, with positional arguments, state and a value': `
import { recall } from './servers/episodic'
import { search_tools } from './servers/search_tools'
import * as github from './servers/github'
import { best } from './skills/best-memory'
const hits = await recall('deploy checklist', 20)
state.lastChecklist = hits[0]?.id
const { issues } = await github.listIssues({ state: 'open' })
const found = await search_tools({ query: 'x', detailLevel: 'full-schema' })
if (!hits.length) return
console.log(shapeOf(issues), found.length, await best('x'), crypto.randomUUID(), new URL('https://a.b').host)
return hits.filter(h => h.score > 0.6).map(h => h.content)`,
      'every spelling of an import': `
import { getIssue } from '../servers/github/index.js'
import { listIssues } from '/servers/github'
import { createIssue } from 'servers/github/create-issue'
import { createIssue as again } from './servers/GitHub/createIssue.ts'
import fs from 'fs'
import { readFile } from 'node:fs/promises'
await fs.promises.writeFile('./workspace/a.json', JSON.stringify(await listIssues()))
return [(await getIssue({ number: 1 })).title, await createIssue({ title: 'a' }), await again({ title: 'b' }), await readFile('/workspace/a.json', 'utf8')]`,
      'a default import, which is the whole server': `import github from './servers/github'\nreturn await github.getIssue({ number: 1 })`,
      'options after the first argument': `import { recall } from './servers/episodic'\nreturn await recall('x', { limit: 3 })`,
      'a default export':
        'export default async () => {\n  return (await callMCPTool("github.get_issue", { number: 1 })).title\n}',
      'a bare arrow':
        'async () => {\n  const x = await callMCPTool("github/get_issue", { number: 1 })\n  return x.anything.goes\n}',
      'a fence with text around it': 'Here is the code:\n```ts\nreturn 1 + 1\n```\n',
      'JavaScript as models write it': `
const groups = {}
for (const x of [1, 2, 3]) { groups[x] ??= []; groups[x].push(x); groups.total = 5 }
let best = null
for (const v of [3, 1]) if (!best || v > best) best = v
const d = new Date() - new Date(0)
const sum = { a: 1 }; sum.b = 2
const list = []; list.push({ id: 1 })
function untyped(a, b) { return a + b }
try { JSON.parse('x') } catch (e) { console.log(e.message) }
return { groups, best, d, list: list.map(x => x.id), n: untyped(1, 2), e: [..."abc"].sort((a, b) => a - b) }`,
      'narrowing by a return at the top': `
const r: { error: string } | { items: number[] } = await callMCPTool('github/list_issues')
if ('error' in r) return r.error
return r.items.length`,
      'what the compiler widens: variables for enumerations, values that may be absent or unknown': `
import { listIssues, getIssue, createIssue } from './servers/github'
const query = { state: 'open', labels: ['bug'] }
let state = 'closed'
const { issues } = await listIssues(query)
const more = await listIssues({ state: state })
const wanted = more.issues.find((issue) => issue.title.startsWith('x'))
const anything: Record<string, unknown> = JSON.parse('{"title":"x"}')
await createIssue({ title: anything.title })
return [issues.length, await getIssue({ number: wanted?.number })]`,
      'a field that some variants of a union have': `
const r: { kind: 'a'; left: number } | { kind: 'b'; right: number } = await callMCPTool('github/list_issues')
return r.left ?? r.right`,
      'polling with a timer': `
import { listIssues } from './servers/github'
while (true) {
  const { issues } = await listIssues()
  if (issues.some((i) => i.title.includes('done'))) break
  await new Promise(r => setTimeout(r, 5000))
}
return 'done'`,
    }
    it.each(Object.entries(accepted))('%s', async (_name, source) => {
      expect(await errors(source)).toEqual([])
    })
  })

  describe('explains type errors with one suggestion', () => {
    const rejected: Record<string, [source: string, expected: string]> = {
      'a field that a result does not have': [
        "import { getIssue } from './servers/github'\nconst issue = await getIssue({ number: 1 })\nreturn issue.titel",
        '3:14 TS2551 `titel` does not exist on `GetIssueOutput`. Did you mean `title`?',
      ],
      'a field of a list item': [
        "import { recall } from './servers/episodic'\nreturn (await recall('x')).map((hit) => hit.text)",
        '2:45 TS2339 `text` does not exist on `RecallOutputItem`. Fields: id, content, score.',
      ],
      'a list used as one item': [
        "import { recall } from './servers/episodic'\nconst hit = await recall('x')\nreturn hit.content",
        '3:12 TS2339 `content` does not exist on `RecallOutput`. It is a list: use `[0].content` or map over it.',
      ],
      'a forgotten await': [
        "import { recall } from './servers/episodic'\nconst hits = recall('x')\nreturn hits.length",
        '3:13 TS2339 `length` does not exist on a promise. Put `await` before the call: `(await …).length`.',
      ],
      'an argument that is missing': [
        "import { getIssue } from './servers/github'\nreturn await getIssue({ repo: 'x' })",
        '2:23 TS2741 `getIssue`: the field `number` is missing. Add `number`.',
      ],
      'no argument at all': [
        "import { getIssue } from './servers/github'\nreturn await getIssue()",
        '2:14 TS2554 `getIssue` needs its input, and got nothing. Pass one object: `getIssue({ … })`.',
      ],
      'an argument of the wrong type': [
        "import { getIssue } from './servers/github'\nreturn await getIssue({ number: '7' })",
        '2:25 TS2322 `getIssue`: the field `number` must be `number`, got `string`. Convert it: Number(value).',
      ],
      'an argument that does not exist': [
        "import * as github from './servers/github'\nreturn await github.createIssue({ titel: 'x' })",
        '2:35 TS2561 `titel` is not a field of `CreateIssueInput`. Did you mean `title`?',
      ],
      'a value outside an enumeration': [
        "import { listIssues } from './servers/github'\nreturn await listIssues({ state: 'opened' })",
        '2:27 TS2820 `listIssues`: the field `state` must be `"closed" | "open" | undefined`, got `"opened"`. Did you mean `"open"`?',
      ],
      'an export that does not exist': [
        "import { getIsue } from './servers/github'\nreturn await getIsue({ number: 1 })",
        '1:10 TS2724 `./servers/github` exports no `getIsue`. Did you mean `getIssue`?',
      ],
      'a server that does not exist': [
        "import { x } from './servers/gihub'\nreturn x",
        '1:19 unknown-import There is no server `gihub`. Nearest: ./servers/github.',
      ],
      'a package of npm': [
        "import axios from 'axios'\nreturn axios",
        "1:19 unknown-import The package `axios` is not available: there is no npm in the sandbox. Imports: './servers/<server>', './skills/<skill>', 'fs/promises'.",
      ],
      'a skill that does not exist': [
        "import { x } from './skills/best-memories'\nreturn x",
        '1:19 unknown-import There is no skill `best-memories`. Nearest: ./skills/best-memory.',
      ],
      'the network': [
        "return await fetch('https://example.com')",
        '1:14 TS2304 `fetch` is not available in the sandbox. There is no network. Use a tool of a connected server: search_tools({ query: "fetch url" }).',
      ],
      'a tool that was not imported': [
        "return await recall('x')",
        "1:14 TS2304 `recall` is not defined. Import it: import { recall } from './servers/episodic'.",
      ],
      'a misspelt global': ['consol.log(1)', '1:1 TS2552 `consol` is not defined. Did you mean `console`?'],
    }
    it.each(Object.entries(rejected))('%s', async (_name, [source, expected]) => {
      expect(await errors(source)).toEqual([expected])
    })

    it('names five at most, and the same mistake once', async () => {
      const source = Array.from({ length: 9 }, (_, index) => `missing${index}()`).join('\n')
      expect(await errors(source)).toHaveLength(5)
      expect(await errors('gone()\ngone()\ngone()')).toHaveLength(1)
    })
  })

  describe('finds syntax errors with line, column and a suggestion', () => {
    const broken: Record<string, [source: string, place: string, suggestion: RegExp]> = {
      'await in a plain callback': [
        '[1].map((x) => {\n  await callMCPTool("a")\n})',
        '2:3',
        /Make the function around it async/,
      ],
      'an open string': ["const a = 'x\nreturn a", '1:11', /Close the quote/],
      'a bare object': ["{ id: 1, name: 'x' }", '1:14', /return \{ … \}/],
      'line ends written as two characters': ['const a = 1\\nreturn a', '1:13', /real line ends/],
      'a name declared twice': ['let a = 1\nlet a = 2', '2:5', /another name/],
    }
    it.each(Object.entries(broken))('%s', async (_name, [source, place, suggestion]) => {
      const { ok, problems } = await checker.check(source)
      expect(ok).toBe(false)
      const [problem] = problems
      expect(`${problem?.line}:${problem?.column}`).toBe(place)
      expect(problem).toMatchObject({ code: 'SYNTAX', suggestion: expect.stringMatching(suggestion) })
    })
  })

  describe('refuses what cannot run', () => {
    const refused: Record<string, string> = {
      'no-eval': "return eval('1')",
      'no-function-constructor': "return new Function('return 1')()",
      'no-string-timer': "setTimeout('x()', 1)",
      'no-dynamic-import': "return await import('./servers/github')",
      'no-import-meta': 'return import.meta.url',
      'no-require': "return require('fs')",
      'no-process': 'return process.env.HOME',
      'no-with': 'with (state) { console.log(1) }',
      'no-debugger': 'debugger',
      'no-import-equals': "import x = require('fs')\nreturn x",
      'no-export-equals': 'export = 1',
      'no-export-all': "export * from './servers/github'",
      'no-namespace': 'namespace A { export const b = 1 }\nreturn A.b',
      'no-import-attributes': "import x from './servers/github' with { type: 'json' }\nreturn x",
    }
    it.each(Object.entries(refused))('%s', async (rule, source) => {
      const { ok, problems } = await checker.check(`// @ts-nocheck\n${source}`)
      expect(ok).toBe(false)
      expect(
        problems.filter(({ severity }) => severity === 'error').map((problem) => problem.rule),
      ).toContain(rule)
      expect(problems.every(({ suggestion }) => suggestion)).toBe(true)
    })

    it('but not names of the code itself, nor fields of such a name', async () => {
      expect(await errors('const process = (x: number) => x + 1\nreturn [1].map(process)')).toEqual([])
      expect(await errors("const a: any = {}\nreturn [a.process, a.eval('x'), { process: 1 }]")).toEqual([])
    })
  })

  describe('notes what runs but is hardly meant', () => {
    const noted: Record<string, string> = {
      'endless-loop': 'while (true) { console.log(1) }\nreturn 1',
      'busy-wait': 'const end = Date.now() + 5\nwhile (Date.now() < end) {}\nreturn 1',
      'global-write': '(globalThis as any).x = 1\nreturn 1',
      'prototype-write': '(Array.prototype as any).last = 1\nreturn 1',
      'floating-promise':
        "import { createIssue } from './servers/github'\ncreateIssue({ title: 'x' })\nreturn 1",
      'async-for-each':
        "[1].forEach(async (x) => { await callMCPTool('github/get_issue', { number: x }) })\nreturn 1",
      'async-predicate': '(await Promise.all([1])).filter(async () => false)\nreturn 1',
      'async-map': 'return [1].map(async (x) => x)',
      'unbounded-allocation': "return 'x'.repeat(1024 * 1024 * 1024)",
      'parsed-result': "return JSON.parse(await callMCPTool('github/create-issue', { title: 'x' }))",
      'result-envelope':
        "const r = await callMCPTool('github/create-issue', { title: 'x' })\nreturn r.content[0].text",
      'empty-catch': 'try { JSON.parse("x") } catch {}\nreturn 1',
      'hidden-global': 'const state = { a: 1 }\nreturn state',
      'slow-pattern': 'return /(a+)+$/.test("aaa")',
      'constructor-call': "return (() => 1).constructor('return 1')",
      'synchronous-files': "import * as fs from 'fs'\nreturn (fs as any).readFileSync('/workspace/a')",
      'compare-nan': 'const x: any = 1\nreturn x === NaN',
      'assignment-condition': 'let a = 1\nif (a = 2) return 1\nreturn 2',
      'no-result': 'const a = 1\nconst b = a + 1',
      'no-code': '// nothing',
    }
    it.each(Object.entries(noted))('%s', async (rule, source) => {
      expect(await notes(source)).toContain(rule)
    })

    it('and says nothing about sound code', async () => {
      expect(
        await notes(
          "import { recall } from './servers/episodic'\nconst hits = await Promise.all(['a', 'b'].map(async (q) => await recall(q)))\nreturn hits.flat()",
        ),
      ).toEqual([])
    })
  })

  it('adds imports that were left out, at the end, and says so', async () => {
    const code =
      "const found = await github.listIssues({ state: 'open' })\nawait fs.writeFile('./workspace/n.txt', String(found.issues.length))"
    const result = await checker.check(code)
    expect(result.ok).toBe(true)
    expect(result.source).toBe(
      `${code}\nimport * as github from './servers/github'; import fs from 'fs/promises'`,
    )
    expect(result.imports).toEqual(['./servers/github', 'fs/promises'])
    expect(result.grants).toEqual(['github/list_issues'])
    expect(result.problems.map(({ rule, line, column }) => `${line}:${column} ${rule}`)).toEqual([
      '1:21 added-import',
      '2:7 added-import',
    ])
    expect(await errors('return await github.listIsues()')).toEqual([
      '1:21 TS2551 `listIsues` does not exist on `typeof import("/servers/github/index")`. Did you mean `listIssues`?',
    ])
    const own = 'const github = { a: 1 }\nreturn github.a'
    expect((await checker.check(own)).source).toBe(own)
  })

  it('warns, and no more, when code contradicts the shape that earlier results had', async () => {
    const fresh = filled()
    const other = createChecker({ catalog: fresh })
    try {
      const code =
        "import { createIssue } from './servers/github'\nconst made = await createIssue({ title: 'x' })\nreturn made.nummer"
      expect((await other.check(code)).problems).toEqual([])
      fresh.observe('github/create-issue', { number: 5, url: 'https://example.com/5' })
      const { ok, problems } = await other.check(code)
      expect(ok).toBe(true)
      expect(problems).toEqual([
        expect.objectContaining({
          severity: 'note',
          line: 3,
          message:
            '`nummer` does not exist on `CreateIssueSeen`. (Learned from earlier results; unverified.)',
          suggestion: 'Did you mean `number`?',
        }),
      ])
      expect((await other.check(code.replace('nummer', 'number'))).problems).toEqual([])
    } finally {
      await other.close()
    }
  })

  it('takes the last expression for the result, which is awaited', async () => {
    const code = "import { createIssue } from './servers/github'\ncreateIssue({ title: 'x' })"
    expect(await notes(code)).toEqual([])
    expect(await notes(`${code}\ncreateIssue({ title: 'y' })`)).toEqual(['floating-promise'])
  })

  it('tells which tools the code may call', async () => {
    const { grants, imports } = await checker.check(
      "import { getIssue, listIssues as list } from './servers/github'\nimport { best } from './skills/best-memory'\nconst r = await callMCPTool('github__create-issue', { title: 'x' })\nreturn [await list(), await best('x'), r]",
    )
    expect(grants).toEqual(['episodic/recall', 'github/create-issue', 'github/list_issues'])
    expect(imports).toEqual(['./servers/github', './skills/best-memory'])
    const whole = await checker.check(
      "import * as github from './servers/github'\nreturn Object.keys(github)",
    )
    expect(whole.grants).toEqual(['github/create-issue', 'github/get_issue', 'github/list_issues'])
  })

  it('leaves types alone when asked to, and says so', async () => {
    const result: CheckResult = await checker.check("// @ts-nocheck\nconst a: number = 'x'\nreturn a.b.c")
    expect(result).toMatchObject({ ok: true, unchecked: true, problems: [] })
  })

  it('keeps the lines of the agent when fences are taken off', async () => {
    const { source, problems } = await checker.check('```typescript\nconst a = 1\nreturn b\n```')
    expect(source.split('\n')).toEqual(['', 'const a = 1', 'return b', ''])
    expect(problems[0]).toMatchObject({ line: 3, column: 8 })
    const template = 'const md = `\n```ts\nx\n```\n`\nreturn md'
    expect((await checker.check(template)).source).toBe(template)
  })

  it('sees a server that was added, changed and removed since the last check', async () => {
    const code = "import { ping } from './servers/late'\nreturn (await ping({ n: 1 })).pong"
    expect(await errors(code)).toHaveLength(1)
    const late = (outputSchema: Record<string, unknown>) =>
      catalog.setServer({
        name: 'late',
        title: 'Late',
        description: '',
        kind: 'upstream',
        tools: [tool('ping', { n: { type: 'number' } }, ['n'], { outputSchema })],
      })
    late({ type: 'object', properties: { pong: { type: 'number' } }, required: ['pong'] })
    expect(await errors(code)).toEqual([])
    late({ type: 'object', properties: { other: { type: 'number' } }, required: ['other'] })
    expect(await errors(code)).toEqual(['2:31 TS2339 `pong` does not exist on `PingOutput`. Fields: other.'])
    catalog.removeServer('late')
    expect((await errors(code))[0]).toContain('There is no server `late`')
  })

  it('shows problems with the line of the agent and a caret', async () => {
    const source = "import { getIssue } from './servers/github'\nreturn await getIssue({ number: '7' })"
    const { problems } = await checker.check(source)
    expect(renderProblems(problems, source)).toBe(
      [
        'error TYPE (TS2322) at line 2, column 25: `getIssue`: the field `number` must be `number`, got `string`.',
        "  return await getIssue({ number: '7' })",
        '                          ^^^^^^',
        '  Convert it: Number(value).',
      ].join('\n'),
    )
  })

  it('gives the editor the same declarations', () => {
    const paths = checker.types().map(({ path }) => path)
    expect(paths).toEqual(
      expect.arrayContaining([
        '/athena.d.ts',
        '/files.d.ts',
        '/servers/github/index.ts',
        '/servers/github/get_issue.ts',
        '/servers/search_tools.ts',
        '/skills/best-memory.ts',
      ]),
    )
  })
})

describe('the type server', () => {
  it('is started again when it dies', async () => {
    const checker = createChecker({ catalog: filled() })
    try {
      const code = "import { getIssue } from './servers/github'\nreturn (await getIssue({ number: 1 })).titel"
      expect((await checker.check(code)).problems).toHaveLength(1)
      process.kill(checker.typeServerPid?.() ?? -1, 'SIGKILL')
      const again = await checker.check(code)
      expect(again.problems).toHaveLength(1)
      expect(again.unchecked).toBe(false)
    } finally {
      await checker.close()
    }
  })

  it('is ended when a type makes it think too long; the run goes on, unchecked', async () => {
    const checker = createChecker({ catalog: filled(), timeoutMs: 1_000 })
    try {
      await checker.warmUp()
      // Each level is instantiated twice by the level above: 2^60 types.
      const levels = Array.from(
        { length: 60 },
        (_, level) =>
          `type T${level}<X> = X extends [infer A, ...infer B] ? { [K in keyof X]: ${level === 0 ? 'X' : `T${level - 1}<[A, X, B]> & T${level - 1}<[X, A]>`} } : X`,
      )
      const bomb = `${levels.join('\n')}\nconst left: T59<[1, 2]> = null as any\nconst right: T59<[1, 3]> = left\nreturn right[0][0][0]`
      const result = await checker.check(bomb)
      expect(result).toMatchObject({ ok: true, unchecked: true })
      expect(result.problems.map(({ rule }) => rule)).toEqual(['types-unchecked'])
      expect((await checker.check('return 1 + 1')).ok).toBe(true)
    } finally {
      await checker.close()
    }
  })
})
