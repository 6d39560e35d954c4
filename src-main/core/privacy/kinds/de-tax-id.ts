import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** German tax identification number: bzst.de: 11 digits, ISO 7064 mod 11,10 (stdnum); only beside its name. */
export const deTaxId: Kind = {
  name: 'DE_TAX_ID',
  title: 'German tax identification number',
  group: 'government',
  source: 'bzst.de: 11 digits, ISO 7064 mod 11,10 (stdnum); only beside its name',
  pattern: /(?<![\w.,-])[1-9]\d(?: ?\d{3}){3}(?![\w]|[.,-]\w)/g,
  words: ['steuer*', 'identifikationsnummer', 'idnr', 'tax id', 'tin'],
  valid: (value) => nationalCheck('DE', 'idnr', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'Steuer-ID: 36 574 261 809', finds: ['36 574 261 809'] },
    { text: '36574261809', finds: [] },
  ],
}
