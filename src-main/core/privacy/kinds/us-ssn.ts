import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask } from './checks.ts'

/** Social security number of the United States. With dashes it may stand alone; bare digits need a word. */
export const usSsn: Kind = {
  name: 'US_SSN',
  title: 'US social security number',
  group: 'government',
  source: 'ssa.gov: area not 000, 666 or 9xx, group not 00, serial not 0000',
  pattern: /(?<![\w.]|[-+]\d|\d[-/ ])\d{3}([- .]?)\d{2}\1\d{4}(?!\w|[-/.]\d)/g,
  words: ['ssn', 'social security', 'social sec', 'ss#', 'ssid', 'social'],
  alone: (value) => value.includes('-'),
  confidence: 0.88,
  valid: (value) => {
    const digits = digitsOf(value)
    return (
      !/^(000|666|9)/.test(digits) &&
      digits.slice(3, 5) !== '00' &&
      digits.slice(5) !== '0000' &&
      !/^(\d)\1{8}$/.test(digits)
    )
  },
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'my ssn is 078051123', finds: ['078051123'] },
    { text: 'On file: 536-90-4399.', finds: ['536-90-4399'] },
    { text: 'serial 078051123, part 000-12-3456', finds: [] },
  ],
}
