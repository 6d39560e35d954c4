import type { Kind } from '../detect/kind.ts'
import { compact, labelled, labelPattern, lastFourMask } from './checks.ts'

const label = labelPattern(
  'passport|reisepass|pasaporte|passeport|passaporto|passnummer|paspoort|护照|パスポート|여권',
)

/** Passport number: forms differ by country: a letter or two and six to nine digits, only beside its name. */
export const passport: Kind = {
  name: 'PASSPORT',
  title: 'Passport number',
  group: 'government',
  source: 'forms differ by country: a letter or two and six to nine digits, only beside its name',
  pattern: /(?<![\w.])(?=[A-Z0-9]{0,9}\d)[A-Z0-9]{6,12}(?!\w)/gi,
  words: [
    'passport',
    'reisepass*',
    'pasaporte',
    'passeport',
    'passaporto',
    'passnummer',
    'paspoort',
    '护照',
    'パスポート',
    '여권',
  ],
  valid: (value, context) => /\d{4}/.test(value) && labelled(context, label),
  confidence: 0.83,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'passport number XG9382049 was', finds: ['XG9382049'] },
    { text: '护照号G12345678', finds: ['G12345678'] },
    { text: 'passport control at gate 12345678901234', finds: [] },
  ],
}
