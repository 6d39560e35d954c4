import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Australian business number: abr.business.gov.au: mod 89 (stdnum); only beside its name. */
export const auAbn: Kind = {
  name: 'AU_ABN',
  title: 'Australian business number',
  group: 'government',
  source: 'abr.business.gov.au: mod 89 (stdnum); only beside its name',
  pattern: /(?<![\w.,-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?![\w]|[.,-]\w)/g,
  words: ['abn', 'australian business'],
  valid: (value) => nationalCheck('AU', 'abn', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'ABN 51 824 753 556', finds: ['51 824 753 556'] },
    { text: '51824753556', finds: [] },
  ],
}
