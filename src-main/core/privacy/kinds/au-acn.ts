import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Australian company number: asic.gov.au: weights 8 to 1, mod 10 (stdnum); only beside its name. */
export const auAcn: Kind = {
  name: 'AU_ACN',
  title: 'Australian company number',
  group: 'government',
  source: 'asic.gov.au: weights 8 to 1, mod 10 (stdnum); only beside its name',
  pattern: /(?<![\w.,-])\d{3} ?\d{3} ?\d{3}(?![\w]|[.,-]\w)/g,
  words: ['acn', 'australian company'],
  valid: (value) => nationalCheck('AU', 'acn', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'ACN 006 249 976', finds: ['006 249 976'] },
    { text: '006249976', finds: [] },
  ],
}
