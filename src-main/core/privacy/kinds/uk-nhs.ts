import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, weighted } from './checks.ts'

/** UK NHS number: nhs.uk: weights 10 to 2, mod 11; one in eleven numbers passes, so only beside its name or grouped 3-3-4. */
export const ukNhs: Kind = {
  name: 'UK_NHS',
  title: 'UK NHS number',
  group: 'health',
  source:
    'nhs.uk: weights 10 to 2, mod 11; one in eleven numbers passes, so only beside its name or grouped 3-3-4',
  pattern: /(?<![\w.,-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w]|[.,-]\w)/g,
  words: ['nhs', 'patient', 'health service'],
  valid: (value) => {
    const digits = digitsOf(value)
    const check = 11 - (weighted(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)
    return (check === 11 ? 0 : check) === Number(digits[9]) && !/^(\d)\1+$/.test(digits)
  },
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'NHS number 943 476 5919', finds: ['943 476 5919'] },
    { text: '9434765919', finds: [] },
  ],
}
