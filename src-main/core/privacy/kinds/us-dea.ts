import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask, weighted } from './checks.ts'

/** US DEA number: deadiversion.usdoj.gov: two letters, seven digits, check. */
export const usDea: Kind = {
  name: 'US_DEA',
  title: 'US DEA number',
  group: 'health',
  source: 'deadiversion.usdoj.gov: two letters, seven digits, check',
  pattern: /(?<![A-Za-z0-9])[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}(?![A-Za-z0-9])/g,
  words: ['dea', 'prescri*', 'medical license'],
  alone: true,
  valid: (value) => {
    const digits = value.slice(2)
    const sum = weighted(digits, [1, 0, 1, 0, 1]) + 2 * weighted(digits, [0, 1, 0, 1, 0, 1])
    return sum % 10 === Number(digits[6]) && !/^0+$/.test(digits)
  },
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'DEA BB1388568', finds: ['BB1388568'] },
    { text: 'DEA BB1388569', finds: [] },
  ],
}
