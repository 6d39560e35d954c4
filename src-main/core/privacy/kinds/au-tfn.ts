import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Australian tax file number: ato.gov.au: weights 1 4 3 7 5 8 6 9 10, mod 11 (stdnum); only beside its name. */
export const auTfn: Kind = {
  name: 'AU_TFN',
  title: 'Australian tax file number',
  group: 'government',
  source: 'ato.gov.au: weights 1 4 3 7 5 8 6 9 10, mod 11 (stdnum); only beside its name',
  pattern: /(?<![\w.,-])\d{3} ?\d{3} ?\d{2,3}(?![\w]|[.,-]\w)/g,
  words: ['tfn', 'tax file'],
  valid: (value) => nationalCheck('AU', 'tfn', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'TFN: 876 543 210', finds: ['876 543 210'] },
    { text: '876543210', finds: [] },
  ],
}
