import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Thai national identity number: dopa.go.th: 13 digits, mod 11 (stdnum); with its dashes or beside its name. */
export const thTnin: Kind = {
  name: 'TH_TNIN',
  title: 'Thai national identity number',
  group: 'government',
  source: 'dopa.go.th: 13 digits, mod 11 (stdnum); with its dashes or beside its name',
  pattern: /(?<![\w.,-])[1-8](-?)\d{4}\1\d{5}\1\d{2}\1\d(?![\w]|[.,-]\w)/g,
  words: ['tnin', 'thai', 'เลขประจำตัวประชาชน', 'บัตรประชาชน'],
  alone: (value) => value.includes('-'),
  valid: (value) => nationalCheck('TH', 'idnr', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'TNIN: 2345678901234', finds: ['2345678901234'] },
    { text: '1234567890121', finds: [] },
  ],
}
