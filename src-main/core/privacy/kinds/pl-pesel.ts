import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Polish PESEL number: gov.pl: birth date and weights 1 3 7 9 (stdnum); only beside its name. */
export const plPesel: Kind = {
  name: 'PL_PESEL',
  title: 'Polish PESEL number',
  group: 'government',
  source: 'gov.pl: birth date and weights 1 3 7 9 (stdnum); only beside its name',
  pattern: /(?<![\w.,-])\d{11}(?![\w]|[.,-]\w)/g,
  words: ['pesel'],
  valid: (value) => nationalCheck('PL', 'pesel', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'pesel 44051401359', finds: ['44051401359'] },
    { text: '44051401359', finds: [] },
  ],
}
