import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask, weighted } from './checks.ts'

/** Singapore NRIC or FIN: ica.gov.sg: letter, seven digits, check letter. */
export const sgNric: Kind = {
  name: 'SG_NRIC',
  title: 'Singapore NRIC or FIN',
  group: 'government',
  source: 'ica.gov.sg: letter, seven digits, check letter',
  pattern: /(?<![A-Za-z0-9])[STFGM]\d{7}[A-Z](?![A-Za-z0-9])/g,
  words: ['nric', 'fin', 'singapore'],
  alone: true,
  valid: (value) => {
    const first = value.charAt(0)
    const offset = first === 'T' || first === 'G' ? 4 : first === 'M' ? 3 : 0
    const sum = (weighted(value.slice(1, 8), [2, 7, 6, 5, 4, 3, 2]) + offset) % 11
    const table =
      first === 'S' || first === 'T' ? 'JZIHGFEDCBA' : first === 'M' ? 'XWUTRQPNJLK' : 'XWUTRQPNMLK'
    return table[first === 'M' ? 10 - (10 - sum) : sum] === value.slice(-1)
  },
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'NRIC S2740116C was', finds: ['S2740116C'] },
    { text: 'S2740116D', finds: [] },
  ],
}
