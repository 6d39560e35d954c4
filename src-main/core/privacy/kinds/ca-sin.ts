import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, luhn } from './checks.ts'

/** Canadian social insurance number: canada.ca: Luhn, first digit not 0 or 8; grouped or beside its name. */
export const caSin: Kind = {
  name: 'CA_SIN',
  title: 'Canadian social insurance number',
  group: 'government',
  source: 'canada.ca: Luhn, first digit not 0 or 8; grouped or beside its name',
  pattern: /(?<![\w.,-])[1-79]\d{2}([ -]?)\d{3}\1\d{3}(?![\w]|[.,-]\w)/g,
  words: ['sin', 'social insurance', 'nas'],
  alone: (value) => value.includes('-') && !/^9/.test(value),
  valid: (value) => luhn(digitsOf(value)),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'my SIN is 130-692-544', finds: ['130-692-544'] },
    { text: '130692544', finds: [] },
  ],
}
