import type { Kind } from '../detect/kind.ts'
import { labelled, labelPattern } from './checks.ts'

const label = labelPattern(
  'zip(?: ?code)?|postal ?code|post ?code|postal|plz|postleitzahl|código postal|code postal|邮编|郵便番号|우편번호',
)

/** Postal code: forms by country, only beside its name. */
export const postalCode: Kind = {
  name: 'POSTAL_CODE',
  title: 'Postal code',
  group: 'person',
  source: 'forms by country, only beside its name',
  pattern:
    /(?<![\w.-])(?:\d{5}(?:-\d{4})?|\d{4} ?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{3} \d{2}|\d{2}-\d{3}|\d{3}-\d{4}|\d{4,6})(?![\w-])/g,
  words: [
    'zip',
    'zip code',
    'postal',
    'postcode',
    'post code',
    'plz',
    'postleitzahl',
    'cp',
    'código postal',
    'code postal',
    '邮编',
    '郵便番号',
    '우편번호',
  ],
  valid: (_value, context) => labelled(context, label),
  confidence: 0.74,
  mask: () => '•••••',
  examples: [
    { text: 'zip code is 76400', finds: ['76400'] },
    { text: 'postcode SW1A 1AA', finds: ['SW1A 1AA'] },
    { text: 'port 76400', finds: [] },
  ],
}
