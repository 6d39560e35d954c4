import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** US employer identification number: irs.gov prefixes (stdnum), only beside its name. */
export const usEin: Kind = {
  name: 'US_EIN',
  title: 'US employer identification number',
  group: 'government',
  source: 'irs.gov prefixes (stdnum), only beside its name',
  pattern: /(?<![\w.,-])\d{2}-?\d{7}(?![\w]|[.,-]\w)/g,
  words: ['ein', 'employer identification', 'federal tax id', 'fein', 'tax id'],
  valid: (value) => nationalCheck('US', 'ein', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'EIN 12-3456789', finds: ['12-3456789'] },
    { text: '12-3456789', finds: [] },
  ],
}
