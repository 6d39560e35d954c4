import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask, nationalCheck } from './checks.ts'

/** German pension insurance number: deutsche-rentenversicherung.de: area, birth date, initial, serial, check (stdnum). */
export const deSocialSecurity: Kind = {
  name: 'DE_SOCIAL_SECURITY',
  title: 'German pension insurance number',
  group: 'government',
  source: 'deutsche-rentenversicherung.de: area, birth date, initial, serial, check (stdnum)',
  pattern: /(?<![A-Za-z0-9])\d{2} ?(?:[0-3]\d|[4-9]\d)(?:0\d|1[0-2])\d{2} ?[A-Z] ?\d{2} ?\d(?![A-Za-z0-9])/g,
  words: ['sozialversicherung*', 'rentenversicherung*', 'svnr', 'rvnr'],
  alone: true,
  valid: (value) => nationalCheck('DE', 'svnr', value),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'SV-Nummer 15070649C103', finds: ['15070649C103'] },
    { text: '15070649C104', finds: [] },
  ],
}
