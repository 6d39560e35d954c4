import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask, weighted } from './checks.ts'

/** Chinese resident identity number: GB 11643: region, birth date, ISO 7064 mod 11-2. */
export const cnId: Kind = {
  name: 'CN_ID',
  title: 'Chinese resident identity number',
  group: 'government',
  source: 'GB 11643: region, birth date, ISO 7064 mod 11-2',
  pattern:
    /(?<![A-Za-z0-9.])[1-6]\d{5} ?(?:19|20)\d{2} ?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]) ?\d{3}[0-9Xx](?![A-Za-z0-9])/g,
  words: ['身份证', '社保', '社会保障', 'resident identity', 'id card', '居民'],
  alone: (value) => mod11(compact(value)),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: '身份证号11010119900307002X', finds: ['11010119900307002X'] },
    { text: '420106198812058518', finds: [] },
  ],
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

function mod11(value: string): boolean {
  return '10X98765432'[weighted(value, weights) % 11] === value.slice(-1).toUpperCase()
}
