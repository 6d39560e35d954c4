import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, luhn } from './checks.ts'

/** Swedish organisation number: bolagsverket.se: Luhn, third digit at least 2; only with its dash or beside its name. */
export const seOrgnr: Kind = {
  name: 'SE_ORGNR',
  title: 'Swedish organisation number',
  group: 'government',
  source: 'bolagsverket.se: Luhn, third digit at least 2; only with its dash or beside its name',
  pattern: /(?<![\w.,-])\d{2}[2-9]\d{3}-?\d{4}(?![\w]|[.,-]\w)/g,
  words: ['organisationsnummer', 'orgnr', 'org nr', 'company identity', 'företag*'],
  alone: (value, context) => value.includes('-') && context.whole,
  valid: (value) => luhn(digitsOf(value)),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'orgnr 556703-7485', finds: ['556703-7485'] },
    { text: '5567037485', finds: [] },
  ],
}
