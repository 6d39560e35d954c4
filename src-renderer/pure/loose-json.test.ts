import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LooseJsonError, parseLooseJson, toLiteral } from './loose-json.ts'

describe('parseLooseJson', () => {
  it('reads what people paste', () => {
    expect(
      parseLooseJson(`{
        // owner
        owner: 'ann', "repo": "a\\u0062c", labels: ['x', \`y\`,], /* more */ n: 0x10, big: 1_000, off: undefined, ok: true,
      };`),
    ).toEqual({ owner: 'ann', repo: 'abc', labels: ['x', 'y'], n: 16, big: 1000, ok: true })
  })

  it('says where it stops, and evaluates nothing', () => {
    for (const [text, at] of [
      ['{ a: 1 b: 2 }', 7],
      ['{ a: process.exit() }', 5],
      ['[1, 2', 5],
      ["'open", 0],
      ['{} {}', 3],
      ['`${x}`', 1],
      ['', 0],
    ] as const) {
      let error: unknown
      try {
        parseLooseJson(text)
      } catch (thrown) {
        error = thrown
      }
      expect(error, text).toBeInstanceOf(LooseJsonError)
      expect((error as LooseJsonError).at, text).toBe(at)
    }
  })

  it('keeps every JSON value through literal and back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value))
        expect(parseLooseJson(toLiteral(plain))).toEqual(plain)
        expect(parseLooseJson(JSON.stringify(plain))).toEqual(plain)
      }),
    )
  })
})
