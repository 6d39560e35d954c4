import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Turkish identity number: nvi.gov.tr: two check digits; only beside its name. */
export const trId: Kind = {
  name: 'TR_ID',
  title: 'Turkish identity number',
  group: 'government',
  source: 'nvi.gov.tr: two check digits; only beside its name',
  pattern: /(?<![\w.,-])[1-9]\d{10}(?![\w]|[.,-]\w)/g,
  words: ['tckn', 'tc kimlik', 'kimlik', 'türk*', 't c', 'turkish id'],
  valid: (value) => nationalCheck('TR', 'tckimlik', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'TCKN numarası 10000000146', finds: ['10000000146'] },
    { text: '10000000146', finds: [] },
  ],
}
