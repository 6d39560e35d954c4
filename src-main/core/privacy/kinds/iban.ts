import { isValidIBAN } from 'ibantools'
import type { Kind } from '../detect/kind.ts'
import { compact } from './checks.ts'

/** International bank account number: country length and form, mod 97. */
export const iban: Kind = {
  name: 'IBAN',
  title: 'International bank account number (IBAN)',
  group: 'payment',
  source: 'ISO 13616 and the SWIFT registry (ibantools): form by country, mod 97',
  pattern: /(?<![\p{L}\p{N}])[A-Za-z]{2}\d{2}(?:[ \-]?[A-Za-z0-9]){11,30}(?![\p{L}\p{N}])/gu,
  words: ['iban'],
  alone: true,
  confidence: 0.93,
  valid: (value) => isValidIBAN(compact(value)),
  normalise: compact,
  mask: (value) => `${compact(value).slice(0, 2)}•• •••• ${compact(value).slice(-4)}`,
  examples: [
    { text: 'IBAN DE89 3704 0044 0532 0130 00, please', finds: ['DE89 3704 0044 0532 0130 00'] },
    { text: 'GB82WEST12345698765432', finds: ['GB82WEST12345698765432'] },
    { text: 'DE89 3704 0044 0532 0130 01', finds: [] },
  ],
}
