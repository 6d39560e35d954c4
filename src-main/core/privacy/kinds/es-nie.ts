import type { Kind } from '../detect/kind.ts'
import { compact, digitsOf, lastFourMask } from './checks.ts'

/** Spanish foreigner number (NIE): interior.gob.es: X, Y or Z, seven digits, letter by mod 23. */
export const esNie: Kind = {
  name: 'ES_NIE',
  title: 'Spanish foreigner number (NIE)',
  group: 'government',
  source: 'interior.gob.es: X, Y or Z, seven digits, letter by mod 23',
  pattern: /(?<![A-Za-z0-9])[XYZ]-?\d{7}-?[A-HJ-NP-TV-Z](?![A-Za-z0-9])/gi,
  words: ['nie', 'extranjero'],
  alone: (value) => value === value.toUpperCase(),
  valid: (value) =>
    'TRWAGMYFPDXBNJZSQVHLCKE'[
      Number(`${'XYZ'.indexOf(value.slice(0, 1).toUpperCase())}${digitsOf(value)}`) % 23
    ] === value.slice(-1).toUpperCase(),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'Y8063915-Z', finds: ['Y8063915-Z'] },
    { text: 'Y8063915A', finds: [] },
  ],
}
