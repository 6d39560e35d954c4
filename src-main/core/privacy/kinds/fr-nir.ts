import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** French social security number: insee.fr: sex, birth, place, key mod 97. */
export const frNir: Kind = {
  name: 'FR_NIR',
  title: 'French social security number',
  group: 'government',
  source: 'insee.fr: sex, birth, place, key mod 97',
  pattern:
    /(?<![\w.,-])[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\w]|[.,-]\w)/g,
  words: ['nir', 'insee', 'sécurité sociale', 'numéro de sécu', 'carte vitale', 'securite sociale'],
  alone: true,
  valid: (value) => {
    const code = compact(value).replace('2A', '19').replace('2B', '18')
    return code.length === 15 && 97 - Number(BigInt(code.slice(0, 13)) % 97n) === Number(code.slice(13))
  },
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'NIR 2 95 10 99 126 111 93', finds: ['2 95 10 99 126 111 93'] },
    { text: '295109912611193', finds: ['295109912611193'] },
    { text: '295109912611194', finds: [] },
  ],
}
