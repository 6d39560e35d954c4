import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, weighted } from './checks.ts'

/** Swiss social insurance number (AHV): zas.admin.ch: 756, EAN-13 digit. */
export const chAhv: Kind = {
  name: 'CH_AHV',
  title: 'Swiss social insurance number (AHV)',
  group: 'government',
  source: 'zas.admin.ch: 756, EAN-13 digit',
  pattern: /(?<![\w.,-])756([. ]?)\d{4}\1\d{4}\1\d{2}(?![\w]|[.,-]\w)/g,
  words: ['ahv', 'avs', 'sozialversicherung*'],
  alone: (value) => value.includes('.'),
  valid: (value) => weighted(digitsOf(value), [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0,
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'AHV 756.9217.0769.85', finds: ['756.9217.0769.85'] },
    { text: '756.9217.0769.84', finds: [] },
  ],
}
