import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, luhn } from './checks.ts'

/** South African identity number: dha.gov.za: birth date, citizenship, Luhn; only beside its name. */
export const zaId: Kind = {
  name: 'ZA_ID',
  title: 'South African identity number',
  group: 'government',
  source: 'dha.gov.za: birth date, citizenship, Luhn; only beside its name',
  pattern: /(?<![\w.,-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}[012]\d{2}(?![\w]|[.,-]\w)/g,
  words: ['rsa id', 'south africa*', 'id number', 'identity number', 'resident', 'refugee', 'za id'],
  valid: (value) => luhn(value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'RSA ID: 8001015009087', finds: ['8001015009087'] },
    { text: '8001015009087', finds: [] },
  ],
}
