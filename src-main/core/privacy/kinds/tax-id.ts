import type { Kind } from '../detect/kind.ts'
import { compact, labelled, labelPattern, lastFourMask } from './checks.ts'

const label = labelPattern(
  'tax(?:payer)? (?:id(?:entification)?|number|code)|(?<![a-z])tin|steuer(?:nummer|id| id)|vat (?:id|number|no|reg)|ust id ?nr|fiscal (?:code|number)',
)

/** Tax number: any country, only beside its name. */
export const taxId: Kind = {
  name: 'TAX_ID',
  title: 'Tax number',
  group: 'government',
  source: 'any country, only beside its name',
  pattern:
    /(?<![\w.])(?=[A-Z0-9:/-]{0,9}\d)[A-Z0-9]{1,18}(?:[-:/.][A-Z0-9]{1,12}){0,5}(?: \d{2,6}){0,4}(?!\w)/gi,
  words: [
    'tax id',
    'tax number',
    'tin',
    'taxpayer',
    'steuernummer',
    'vat',
    'vat number',
    'ust',
    'fiscal',
    'rfc',
    'nif',
    'bir',
  ],
  valid: (value, context) =>
    (value.match(/\d/g) ?? []).length >= 7 && !/[a-z]{4,}/.test(value) && labelled(context, label),
  confidence: 0.76,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'taxpayer identification number is 000123456', finds: ['000123456'] },
    { text: 'tax of 12.50 in 2024', finds: [] },
  ],
}
