import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSpans, splitTokens, tokensIn } from './vault-tokens.ts'

describe('splitTokens', () => {
  it.each([
    ['to [EMAIL_3].', ['to ', '[EMAIL_3]', '.']],
    ['[STREET_ADDRESS_12][PHONE_1]', ['[STREET_ADDRESS_12]', '[PHONE_1]']],
    ['[email_3] [EMAIL] [EMAIL_] [3]', ['[email_3] [EMAIL] [EMAIL_] [3]']],
    ['', []],
  ])('%s', (text, pieces) => expect(splitTokens(text).map((piece) => piece.text)).toEqual(pieces))

  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.constantFrom('[EMAIL_1]', '[', ']', 'x', '_2')), (text, parts) => {
        const whole = text + parts.join('')
        expect(
          splitTokens(whole)
            .map((piece) => piece.text)
            .join(''),
        ).toBe(whole)
      }),
    )
  })

  it('names each token once', () => expect(tokensIn('[A_1] [B_1] [A_1]')).toEqual(['[A_1]', '[B_1]']))
})

describe('splitSpans', () => {
  const span = (start: number, end: number) => ({ start, end, kind: 'EMAIL', reason: 'format' })
  it('marks what was found, in any order', () => {
    expect(splitSpans('abcdef', [span(4, 6), span(0, 2)])).toEqual([
      { text: 'ab', mark: { kind: 'EMAIL', reason: 'format' } },
      { text: 'cd' },
      { text: 'ef', mark: { kind: 'EMAIL', reason: 'format' } },
    ])
  })
  it('ignores overlaps and places outside of the text, and loses nothing', () => {
    const pieces = splitSpans('abcdef', [span(0, 4), span(2, 5), span(5, 99), span(3, 3)])
    expect(pieces.map((piece) => piece.text).join('')).toBe('abcdef')
    expect(pieces.filter((piece) => piece.mark)).toHaveLength(1)
  })
})
