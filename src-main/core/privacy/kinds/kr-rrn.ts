import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask } from './checks.ts'

/** Korean resident or foreigner number: mois.go.kr: birth date, sex and century digit; with its dash or beside its name. */
export const krRrn: Kind = {
  name: 'KR_RRN',
  title: 'Korean resident or foreigner number',
  group: 'government',
  source: 'mois.go.kr: birth date, sex and century digit; with its dash or beside its name',
  pattern: /(?<![\w.,-])\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(-?)[0-9]\d{6}(?![\w]|[.,-]\w)/g,
  words: ['rrn', 'frn', 'resident registration', '주민등록번호', '주민번호', '외국인등록번호', 'korean'],
  alone: (value) => /-[1-8]/.test(value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: '주민등록번호 900307-1234567', finds: ['900307-1234567'] },
    { text: '9003071234567', finds: [] },
  ],
}
