import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, luhn } from './checks.ts'

/** Swedish personal number: skatteverket.se: birth date and Luhn; with its dash or beside its name. */
export const sePersonnummer: Kind = {
  name: 'SE_PERSONNUMMER',
  title: 'Swedish personal number',
  group: 'government',
  source: 'skatteverket.se: birth date and Luhn; with its dash or beside its name',
  pattern:
    /(?<![\w.,-]|\d )(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[6-8]\d|9[01])[-+]?\d{4}(?![\w]|[.,-]\w)/g,
  words: ['personnummer', 'pnr', 'samordningsnummer', 'personal number', 'svensk*'],
  alone: (value) => /[-+]/.test(value),
  valid: (value) => luhn(digitsOf(value).slice(-10)),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: '199109242397 är mitt pnr', finds: ['199109242397'] },
    { text: '20110925-2385', finds: ['20110925-2385'] },
    { text: '199109242397', finds: [] },
  ],
}
