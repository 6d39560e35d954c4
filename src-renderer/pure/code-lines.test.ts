import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { codeLines } from './code-lines.ts'

describe('codeLines', () => {
  it('tells keywords, strings, numbers, functions, types and comments apart', () => {
    const kinds = codeLines("const x = await recall('a', 5) // why\nnew Map()")
      .flat()
      .filter((piece) => piece.kind !== undefined)
      .map((piece) => `${piece.kind}:${piece.text}`)
    expect(kinds).toEqual(['k:const', 'k:await', 'f:recall', "s:'a'", 'n:5', 'c:// why', 'k:new', 'f:Map'])
  })

  it('keeps templates and comments over lines coloured on each line', () => {
    const lines = codeLines('`a\nb`\n/* c\nd */ e')
    expect(lines.map((line) => line.map((piece) => `${piece.kind ?? ''}:${piece.text}`))).toEqual([
      ['s:`a'],
      ['s:b`'],
      ['c:/* c'],
      ['c:d */', ': ', ':e'],
    ])
  })

  it('loses nothing of any text, and never hangs', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("'", '"', '`', '/', '*', '\n', 'a', '1', ' ', '\\') }),
        (text) => {
          expect(
            codeLines(text)
              .map((line) => line.map((piece) => piece.text).join(''))
              .join('\n'),
          ).toBe(text)
        },
      ),
    )
  })
})
