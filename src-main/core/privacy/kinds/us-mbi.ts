import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** US Medicare number (MBI): cms.gov: eleven characters of fixed classes, no S L O I B Z. */
export const usMbi: Kind = {
  name: 'US_MBI',
  title: 'US Medicare number (MBI)',
  group: 'health',
  source: 'cms.gov: eleven characters of fixed classes, no S L O I B Z',
  pattern:
    /(?<![A-Za-z0-9])[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![A-Za-z0-9])/g,
  words: ['medicare', 'mbi', 'beneficiary'],
  alone: true,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'Medicare ID: 3CD5-FG7-HJ89', finds: ['3CD5-FG7-HJ89'] },
    { text: '1EG4-TE5-MK73', finds: ['1EG4-TE5-MK73'] },
  ],
}
