import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask, nationalCheck } from './checks.ts'

/** Singapore entity number: uen.gov.sg (stdnum). */
export const sgUen: Kind = {
  name: 'SG_UEN',
  title: 'Singapore entity number',
  group: 'government',
  source: 'uen.gov.sg (stdnum)',
  pattern: /(?<![A-Za-z0-9])(?:\d{8}[A-Z]|(?:19|20)\d{7}[A-Z]|[RST]\d{2}[A-Z]{2}\d{4}[A-Z])(?![A-Za-z0-9])/g,
  words: ['uen', 'singapore', 'entity number'],
  alone: (value) => /^[RST]/.test(value),
  valid: (value) => nationalCheck('SG', 'uen', value),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'UEN 201434292D', finds: ['201434292D'] },
    { text: 'T16RF0037C', finds: ['T16RF0037C'] },
  ],
}
