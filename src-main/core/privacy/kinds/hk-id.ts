import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask, nationalCheck } from './checks.ts'

/** Hong Kong identity card number: immd.gov.hk: letters, six digits, check in brackets (stdnum). */
export const hkId: Kind = {
  name: 'HK_ID',
  title: 'Hong Kong identity card number',
  group: 'government',
  source: 'immd.gov.hk: letters, six digits, check in brackets (stdnum)',
  pattern: /(?<![A-Za-z0-9])[A-Z]{1,2}\d{6}\([0-9A]\)/g,
  words: ['hkid', 'hong kong', 'identity card'],
  alone: true,
  valid: (value) => nationalCheck('HK', 'hkid', value),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'HKID A123456(3)', finds: ['A123456(3)'] },
    { text: 'A123456(4)', finds: [] },
  ],
}
