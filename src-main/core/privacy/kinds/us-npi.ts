import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, luhn } from './checks.ts'

/** US national provider identifier: cms.gov: Luhn with prefix 80840; only beside its name. */
export const usNpi: Kind = {
  name: 'US_NPI',
  title: 'US national provider identifier',
  group: 'health',
  source: 'cms.gov: Luhn with prefix 80840; only beside its name',
  pattern: /(?<![\w.,-])[12]\d{3}[ -]?\d{3}[ -]?\d{3}(?![\w]|[.,-]\w)/g,
  words: ['npi', 'provider identifier', 'national provider'],
  valid: (value) => luhn(`80840${digitsOf(value)}`),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'NPI: 1234567893', finds: ['1234567893'] },
    { text: '1234567893', finds: [] },
  ],
}
