import type { Kind } from '../detect/kind.ts'
import { compact, labelled, labelPattern, lastFourMask } from './checks.ts'

const label = labelPattern(
  'national (?:id|identity|identification)|identity (?:card|number)|id card|citizen(?:ship)? (?:id|number|card)|personalausweis|身份证号?码?|cédula|voter id|aadh?aar',
)

/** National identity number: any country, only beside its name. */
export const nationalId: Kind = {
  name: 'NATIONAL_ID',
  title: 'National identity number',
  group: 'government',
  source: 'any country, only beside its name',
  pattern:
    /(?<![\w.])(?=[A-Z0-9:/-]{0,9}\d)[A-Z0-9]{1,18}(?:[-:/.][A-Z0-9]{1,12}){0,5}(?: \d{2,6}){0,4}(?!\w)/gi,
  words: [
    'national id*',
    'identity card',
    'id card',
    'identity number',
    'personal code',
    'citizen*',
    'personalausweis*',
    '身份证',
    'cédula',
    'dni',
    'curp',
    'voter',
  ],
  valid: (value, context) =>
    (value.match(/\d/g) ?? []).length >= 5 && !/[a-z]{4,}/.test(value) && labelled(context, label),
  confidence: 0.77,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'national ID number: AB1234567', finds: ['AB1234567'] },
    { text: 'national identity is a theme of 1848', finds: [] },
  ],
}
