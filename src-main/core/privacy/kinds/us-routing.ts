import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, weighted } from './checks.ts'

/** US bank routing number: ABA routing number: first two digits 00-12, 21-32, 61-72 or 80, weights 3-7-1. */
export const usRouting: Kind = {
  name: 'US_ROUTING',
  title: 'US bank routing number',
  group: 'payment',
  source: 'ABA routing number: first two digits 00-12, 21-32, 61-72 or 80, weights 3-7-1',
  pattern: /(?<![\w.,-])\d{4}[ -]?\d{4}[ -]?\d(?![\w]|[.,-]\w)/g,
  words: ['routing', 'aba', 'rtn', 'transit', 'ach', 'bank route'],
  valid: (value) => {
    const digits = digitsOf(value)
    return (
      /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/.test(digits) &&
      weighted(digits, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0 &&
      !/^0+$/.test(digits)
    )
  },
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'routing number: 021000021', finds: ['021000021'] },
    { text: 'id 021000021 of 3', finds: [] },
  ],
}
