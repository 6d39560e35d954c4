import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** UK national insurance number: gov.uk: prefixes not D F I Q U V and not BG GB NK KN TN NT ZZ (stdnum). */
export const ukNino: Kind = {
  name: 'UK_NINO',
  title: 'UK national insurance number',
  group: 'government',
  source: 'gov.uk: prefixes not D F I Q U V and not BG GB NK KN TN NT ZZ (stdnum)',
  pattern: /(?<![A-Za-z0-9])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/gi,
  words: ['national insurance', 'nino', 'ni number', 'insurance'],
  alone: (value) => value === value.toUpperCase() || /^[a-z]{2}\d/.test(value),
  valid: (value) => !/^(?:BG|GB|NK|KN|TN|NT|ZZ)/i.test(value),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'NI number AA 12 34 56 B', finds: ['AA 12 34 56 B'] },
    { text: 'BG123456A', finds: [] },
  ],
}
