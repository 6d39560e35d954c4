import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask } from './checks.ts'

/** Japanese individual number: soumu.go.jp: 12 digits, mod 11; only beside its name. */
export const jpMyNumber: Kind = {
  name: 'JP_MY_NUMBER',
  title: 'Japanese individual number',
  group: 'government',
  source: 'soumu.go.jp: 12 digits, mod 11; only beside its name',
  pattern: /(?<![A-Za-z0-9.-])\d{4}([ -]?)\d{4}\1\d{4}(?![A-Za-z0-9])/g,
  words: ['マイナンバー', '個人番号', 'my number', 'individual number'],
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'マイナンバー：123456789018', finds: ['123456789018'] },
    { text: '123456789018', finds: [] },
  ],
}
