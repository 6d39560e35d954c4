import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, weighted } from './checks.ts'

/** German physician number: kbv.de: seven digits with check 4 9, two for the field; only beside its name. */
export const deLanr: Kind = {
  name: 'DE_LANR',
  title: 'German physician number',
  group: 'health',
  source: 'kbv.de: seven digits with check 4 9, two for the field; only beside its name',
  pattern: /(?<![\w.,-])\d{9}(?![\w]|[.,-]\w)/g,
  words: ['lanr', 'arztnummer', 'arzt', 'lebenslange'],
  valid: (value) => (10 - (weighted(value, [4, 9, 4, 9, 4, 9]) % 10)) % 10 === Number(value[6]),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'Arztnummer 987654401 auf', finds: ['987654401'] },
    { text: '987654401', finds: [] },
  ],
}
