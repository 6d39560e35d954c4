import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Korean business number: nts.go.kr: check digit (stdnum); with its dashes or beside its name. */
export const krBrn: Kind = {
  name: 'KR_BRN',
  title: 'Korean business number',
  group: 'government',
  source: 'nts.go.kr: check digit (stdnum); with its dashes or beside its name',
  pattern: /(?<![\w.,-])\d{3}-\d{2}-\d{5}(?![\w]|[.,-]\w)/g,
  words: ['business registration', '사업자', 'brn'],
  alone: true,
  valid: (value) => nationalCheck('KR', 'brn', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: '104-86-56659', finds: ['104-86-56659'] },
    { text: '104-86-56650', finds: [] },
  ],
}
