import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, luhn } from './checks.ts'

/** Mobile device number (IMEI): 3GPP TS 23.003: 15 digits, Luhn; only beside its name. */
export const imei: Kind = {
  name: 'IMEI',
  title: 'Mobile device number (IMEI)',
  group: 'device',
  source: '3GPP TS 23.003: 15 digits, Luhn; only beside its name',
  pattern: /(?<![\w.,-])\d{2}[ -]?\d{6}[ -]?\d{6}[ -]?\d(?![\w]|[.,-]\w)/g,
  words: ['imei', 'imeisv', 'device id', '设备'],
  valid: (value) => luhn(digitsOf(value)),
  confidence: 0.9,
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'IMEI号490154203237518', finds: ['490154203237518'] },
    { text: '490154203237518', finds: [] },
  ],
}
