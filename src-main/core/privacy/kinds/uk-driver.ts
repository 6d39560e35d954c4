import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** UK driving licence number: DVLA: five of the surname, birth date, initials, check. */
export const ukDriver: Kind = {
  name: 'UK_DRIVER',
  title: 'UK driving licence number',
  group: 'government',
  source: 'DVLA: five of the surname, birth date, initials, check',
  pattern:
    /(?<![A-Za-z0-9])[A-Z9]{5}\d[0156]\d(?:0[1-9]|[12]\d|3[01])\d[A-Z9]{2}[A-Z0-9][A-Z]{2}(?![A-Za-z0-9])/g,
  words: ['licence', 'license', 'driving'],
  alone: true,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'MORGA607054SM9IJ', finds: ['MORGA607054SM9IJ'] },
    { text: 'MORGA697054SM9IJ', finds: [] },
  ],
}
