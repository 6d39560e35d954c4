import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Polish tax number: podatki.gov.pl: weights 6 5 7 2 3 4 5 6 7, mod 11 (stdnum); only beside its name. */
export const plNip: Kind = {
  name: 'PL_NIP',
  title: 'Polish tax number',
  group: 'government',
  source: 'podatki.gov.pl: weights 6 5 7 2 3 4 5 6 7, mod 11 (stdnum); only beside its name',
  pattern: /(?<![\w.,-])\d{3}-?\d{3}-?\d{2}-?\d{2}(?![\w]|[.,-]\w)/g,
  words: ['nip'],
  valid: (value) => nationalCheck('PL', 'nip', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'NIP 856-734-62-15', finds: ['856-734-62-15'] },
    { text: '8567346215', finds: [] },
  ],
}
