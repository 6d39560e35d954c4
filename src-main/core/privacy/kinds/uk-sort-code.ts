import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask } from './checks.ts'

/** UK sort code: six digits in pairs, only beside its name. */
export const ukSortCode: Kind = {
  name: 'UK_SORT_CODE',
  title: 'UK sort code',
  group: 'payment',
  source: 'six digits in pairs, only beside its name',
  pattern: /(?<![\w.,-])\d{2}([ -]?)\d{2}\1\d{2}(?![\w]|[.,-]\w)/g,
  words: ['sort code', 'sortcode'],
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'sort code 20-00-00', finds: ['20-00-00'] },
    { text: 'on 20-00-00', finds: [] },
  ],
}
