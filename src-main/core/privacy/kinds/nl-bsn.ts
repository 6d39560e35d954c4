import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Dutch citizen service number: rvig.nl: weighted eleven test (stdnum); only beside its name. */
export const nlBsn: Kind = {
  name: 'NL_BSN',
  title: 'Dutch citizen service number',
  group: 'government',
  source: 'rvig.nl: weighted eleven test (stdnum); only beside its name',
  pattern: /(?<![\w.,-])\d{9}(?![\w]|[.,-]\w)/g,
  words: ['bsn', 'burgerservicenummer', 'sofinummer'],
  valid: (value) => nationalCheck('NL', 'bsn', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'BSN 111222333', finds: ['111222333'] },
    { text: '111222333', finds: [] },
  ],
}
