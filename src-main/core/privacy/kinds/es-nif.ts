import type { Kind } from '../detect/kind.ts'
import { compact, digitsOf, lastFourMask } from './checks.ts'

/** Spanish tax number (DNI/NIF): agenciatributaria.es: eight digits and a letter by mod 23. */
export const esNif: Kind = {
  name: 'ES_NIF',
  title: 'Spanish tax number (DNI/NIF)',
  group: 'government',
  source: 'agenciatributaria.es: eight digits and a letter by mod 23',
  pattern: /(?<![A-Za-z0-9.])\d{7,8}-?[A-HJ-NP-TV-Z](?![A-Za-z0-9])/gi,
  words: ['nif', 'dni', 'documento nacional'],
  alone: (value) => value === value.toUpperCase(),
  valid: (value) => 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(digitsOf(value)) % 23] === value.slice(-1).toUpperCase(),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'DNI 12345678Z', finds: ['12345678Z'] },
    { text: '12345678A', finds: [] },
  ],
}
