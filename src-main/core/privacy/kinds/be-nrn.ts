import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Belgian national register number: ibz.be: birth date, serial, mod 97 (stdnum); with its dots or beside its name. */
export const beNrn: Kind = {
  name: 'BE_NRN',
  title: 'Belgian national register number',
  group: 'government',
  source: 'ibz.be: birth date, serial, mod 97 (stdnum); with its dots or beside its name',
  pattern: /(?<![\w.,-])\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}(?![\w]|[.,-]\w)/g,
  words: ['rijksregister*', 'registre national', 'national number', 'nn', 'insz', 'niss'],
  alone: (value) => value.includes('.') && value.includes('-'),
  valid: (value) => nationalCheck('BE', 'nn', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: '85.07.30-033.28', finds: ['85.07.30-033.28'] },
    { text: '85073003328', finds: [] },
  ],
}
