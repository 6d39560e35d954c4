import { describe, expect, it } from 'vitest'
import { en } from '../text/en.ts'
import { formatMessage } from './message.ts'

describe('formatMessage', () => {
  it.each([
    ['plain', {}, 'plain'],
    ['{n} runs', { n: 5 }, '5 runs'],
    ['{n, number}', { n: 12345 }, '12,345'],
    ['{n, plural, =0 {none} one {# run} other {# runs}}', { n: 0 }, 'none'],
    ['{n, plural, =0 {none} one {# run} other {# runs}}', { n: 1 }, '1 run'],
    ['{n, plural, one {# run} other {# runs}} of {all}', { n: 2000, all: 9 }, '2,000 runs of 9'],
    ['{n, plural, one {one of {tool}} other {# of {tool}}}!', { n: 3, tool: 'a' }, '3 of a!'],
    ['{missing} stays', {}, '{missing} stays'],
  ])('%s', (message, values, text) => expect(formatMessage(message, values)).toBe(text))

  it('takes values as text, braces in them too', () => {
    expect(formatMessage('{a} {b}', { a: '{b}', b: 'x' })).toBe('{b} x')
  })

  it('finds balanced braces in every message of the catalogue', () => {
    for (const [key, message] of Object.entries(en)) {
      let depth = 0
      for (const c of message) {
        if (c === '{') depth++
        if (c === '}') depth--
        expect(depth, key).toBeGreaterThanOrEqual(0)
      }
      expect(depth, key).toBe(0)
    }
  })
})
