import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask } from './checks.ts'

/** Danish CPR number: cpr.dk: birth date and serial; with its dash only beside its name. */
export const dkCpr: Kind = {
  name: 'DK_CPR',
  title: 'Danish CPR number',
  group: 'government',
  source: 'cpr.dk: birth date and serial; with its dash only beside its name',
  pattern: /(?<![\w.,-])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}-?\d{4}(?![\w]|[.,-]\w)/g,
  words: ['cpr', 'personnummer', 'cpr-nummer'],
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'CPR 211062-5629', finds: ['211062-5629'] },
    { text: '211062-5629', finds: [] },
  ],
}
