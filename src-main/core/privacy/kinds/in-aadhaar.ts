import type { Kind } from '../detect/kind.ts'
import { digitsOf, labelled, labelPattern, lastFourMask, verhoeff } from './checks.ts'

const label = labelPattern('aad?ha+r')

/** Indian Aadhaar number: uidai.gov.in: 12 digits, first 2-9, Verhoeff; grouped or beside its name. */
export const inAadhaar: Kind = {
  name: 'IN_AADHAAR',
  title: 'Indian Aadhaar number',
  group: 'government',
  source: 'uidai.gov.in: 12 digits, first 2-9, Verhoeff; grouped or beside its name',
  pattern: /(?<![\w.,-])[2-9]\d{3}([ -]?)\d{4}\1\d{4}(?![\w]|[.,-]\w)/g,
  words: ['aadhaar', 'aadhar', 'uidai', 'adhaar', 'आधार'],
  alone: (value) => /[ -]/.test(value) && verhoeff(digitsOf(value)),
  valid: (value, context) => verhoeff(digitsOf(value)) || labelled(context, label),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'Aadhaar 2341 2341 2346', finds: ['2341 2341 2346'] },
    { text: '234123412346', finds: [] },
  ],
}
