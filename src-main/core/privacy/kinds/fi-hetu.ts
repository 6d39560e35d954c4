import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** Finnish personal identity code: dvv.fi: birth date, century sign, mod 31 (stdnum). */
export const fiHetu: Kind = {
  name: 'FI_HETU',
  title: 'Finnish personal identity code',
  group: 'government',
  source: 'dvv.fi: birth date, century sign, mod 31 (stdnum)',
  pattern:
    /(?<![A-Za-z0-9])(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![A-Za-z0-9])/g,
  words: ['hetu', 'henkilötunnus', 'identity code'],
  alone: true,
  valid: (value) =>
    '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(value.slice(0, 6) + value.slice(7, 10)) % 31] ===
    value.slice(-1),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: '131052-308T', finds: ['131052-308T'] },
    { text: '131052-308X', finds: [] },
  ],
}
