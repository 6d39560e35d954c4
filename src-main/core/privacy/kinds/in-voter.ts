import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** Indian voter number (EPIC): eci.gov.in: three letters and seven digits, only beside its name. */
export const inVoter: Kind = {
  name: 'IN_VOTER',
  title: 'Indian voter number (EPIC)',
  group: 'government',
  source: 'eci.gov.in: three letters and seven digits, only beside its name',
  pattern: /(?<![A-Za-z0-9])[A-Z]{3}\d{7}(?![A-Za-z0-9])/g,
  words: ['voter', 'epic', 'vote', 'election'],
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'voter id DBJ2289013', finds: ['DBJ2289013'] },
    { text: 'DBJ2289013', finds: [] },
  ],
}
