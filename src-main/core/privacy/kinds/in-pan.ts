import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** Indian permanent account number: incometax.gov.in: five letters (fourth the holder type), four digits, a letter. */
export const inPan: Kind = {
  name: 'IN_PAN',
  title: 'Indian permanent account number',
  group: 'government',
  source: 'incometax.gov.in: five letters (fourth the holder type), four digits, a letter',
  pattern: /(?<![A-Za-z0-9])[A-Z]{5}\d{4}[A-Z](?![A-Za-z0-9])/g,
  words: ['pan', 'permanent account', 'income tax'],
  alone: (value) => /^.{3}[ABCFGHJLPTK]/.test(value),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'PAN ABCPD1234E', finds: ['ABCPD1234E'] },
    { text: 'ABCDE1234', finds: [] },
  ],
}
