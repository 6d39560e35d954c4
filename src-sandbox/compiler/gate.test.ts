import fc from 'fast-check'
import { parse } from 'acorn'
import { describe, expect, it } from 'vitest'
import { createEdits } from './edits.ts'
import { compile } from './gate.ts'
import { canonicalSpecifier, createResolver } from './specifiers.ts'
import { closest } from './syntax.ts'

describe('the compile gate', () => {
  it('prints one function, whatever comes, or refuses', () => {
    const piece = fc.constantFrom(
      '}',
      '{',
      '(',
      ')',
      '`',
      '${',
      '/*',
      '*/',
      '//',
      '\n',
      '<!--',
      '-->',
      ';',
      'import',
      'export default',
      'return',
      'await',
      'async',
      '=>',
      'function',
      'f',
      '1',
      '"',
      "'",
      '\\u007d',
      '#!',
      '@ts-nocheck',
      'eval',
      '\u2028',
      ':',
      'as any',
      '?',
      '.',
      'class A',
      'x',
      '=',
      ',',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const result = compile(pieces.join(' '), {})
        if (!result.ok) {
          expect(result.problems.length).toBeGreaterThan(0)
          return
        }
        const tree = parse(result.main.code, { ecmaVersion: 'latest', sourceType: 'script' })
        expect(tree.body.map((node) => node.type)).toEqual(['FunctionDeclaration'])
      }),
      { numRuns: 1500 },
    )
  })

  it('drops comments that are directives to somebody else, and source maps', () => {
    const result = compile('const a = 1 //# sourceMappingURL=data:x\n//@ sourceURL=evil\nreturn a', {})
    expect(result.ok && /sourceMappingURL|sourceURL/.test(result.main.code)).toBe(false)
  })

  it('maps every printed line to a line of the source', () => {
    const source = Array.from({ length: 30 }, (_, i) =>
      i % 3 === 0 ? `const v${i}: { a: number } = { a: ${i} }` : i % 3 === 1 ? '' : `console.log(v${i - 2})`,
    ).join('\n')
    const result = compile(source, {})
    if (!result.ok) throw new Error('refused')
    result.main.code.split('\n').forEach((printed, index) => {
      const name = /const (v\d+)/.exec(printed)?.[1]
      if (!name) return
      const line = result.main.lines[index]?.[1] ?? 0
      expect(source.split('\n')[line - 1]).toContain(`const ${name}:`)
    })
  })

  it('refuses modules that import what is not there, and says where', () => {
    const result = compile("import { a } from './skills/a'", {
      './skills/a': { kind: 'code', source: "import { x } from './none'\nexport const a = x" },
    })
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: 'UNKNOWN_IMPORT', message: expect.stringContaining('In ./skills/a: '), line: 1 }],
    })
  })

  it('knows names of the object prototype for what they are: not in the table', () => {
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(compile(`import x from '${name}'`, {})).toMatchObject({
        ok: false,
        problems: [{ code: 'UNKNOWN_IMPORT' }],
      })
    const server = { kind: 'server' as const, exports: {} }
    expect(
      compile("import { constructor } from './servers/a'\nconstructor()", { './servers/a': server }),
    ).toMatchObject({ ok: false })
  })
})

describe('specifiers', () => {
  it.each([
    ['./servers/github', 'servers/github'],
    ['/servers/github/index.ts', 'servers/github'],
    ['servers/github.js', 'servers/github'],
    ['node:fs/promises', 'fs/promises'],
    ['./a/../servers/x', 'servers/x'],
    ['../../../x', 'x'],
  ])('%s means %s', (specifier, canonical) => expect(canonicalSpecifier(specifier)).toBe(canonical))
  it('are looked up by any spelling, from any module', () => {
    const resolve = createResolver(['./servers/github', './skills/a', 'fs'])
    expect(resolve('./servers/github/index.js')).toBe('./servers/github')
    expect(resolve('../servers/github', './skills/a')).toBe('./servers/github')
    expect(resolve('./a.ts', './skills/b')).toBe('./skills/a')
    expect(resolve('node:fs')).toBe('fs')
    expect(resolve('./servers/gitlab')).toBeUndefined()
  })
})

describe('edits', () => {
  it('lead back from every position that was kept', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(5), fc.string()), { maxLength: 4 }),
        (text, wanted) => {
          const edits = createEdits(text)
          const touched = Array.from({ length: text.length }, () => false)
          let from = 0
          for (const [start, length, put] of wanted
            .map(([a, b, c]) => [a % text.length, b, c] as const)
            .sort((a, b) => a[0] - b[0])) {
            if (start < from) continue
            const end = Math.min(text.length, start + length)
            edits.replace(start, end, put)
            touched.fill(true, start, end)
            from = end + 1
          }
          const { text: out, originalOffset } = edits.apply()
          const back = [...Array(out.length).keys()].map(originalOffset)
          for (let i = 0; i < text.length; i++)
            if (!touched[i])
              expect(back.some((original, at) => original === i && out[at] === text[i])).toBe(true)
        },
      ),
    )
  })
  it('keep line breaks, so that line n stays line n', () => {
    const edits = createEdits('a\nb\nc')
    edits.replace(0, 3, 'x')
    expect(edits.apply().text).toBe('x\n\nc')
  })
})

it('a near name is suggested, a far one is not', () => {
  expect(closest('listIssue', ['listIssues', 'getIssue'])).toBe('listIssues')
  expect(closest('zzz', ['listIssues'])).toBeUndefined()
})
