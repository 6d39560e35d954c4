import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, luhn } from './checks.ts'

/** Italian VAT number: agenziaentrate.gov.it: Luhn; only beside its name. */
export const itVat: Kind = {
  name: 'IT_VAT',
  title: 'Italian VAT number',
  group: 'government',
  source: 'agenziaentrate.gov.it: Luhn; only beside its name',
  pattern: /(?<![\w.,-])\d{11}(?![\w]|[.,-]\w)/g,
  words: ['partita iva', 'p iva', 'iva', 'vat'],
  valid: (value) => luhn(value) && !/^0+$/.test(value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'Partita IVA 01333550323', finds: ['01333550323'] },
    { text: '01333550323', finds: [] },
  ],
}
