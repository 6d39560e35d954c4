import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, weighted } from './checks.ts'

/** Australian Medicare number: servicesaustralia.gov.au: weights 1 3 7 9 1 3 7 9, mod 10; only beside its name. */
export const auMedicare: Kind = {
  name: 'AU_MEDICARE',
  title: 'Australian Medicare number',
  group: 'health',
  source: 'servicesaustralia.gov.au: weights 1 3 7 9 1 3 7 9, mod 10; only beside its name',
  pattern: /(?<![\w.,-])[2-6]\d{3} ?\d{5} ?\d(?:[ /-]?\d)?(?![\w]|[.,-]\w)/g,
  words: ['medicare'],
  valid: (value) => weighted(digitsOf(value), [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === Number(digitsOf(value)[8]),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'Medicare 2123 45670 1', finds: ['2123 45670 1'] },
    { text: '2123456701', finds: [] },
  ],
}
