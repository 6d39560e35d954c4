import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** Vehicle registration: national forms; Chinese plates and British ones of the current form may stand alone, others beside their name. */
export const licensePlate: Kind = {
  name: 'LICENSE_PLATE',
  title: 'Vehicle registration',
  group: 'device',
  source:
    'national forms; Chinese plates and British ones of the current form may stand alone, others beside their name',
  pattern:
    /(?<![A-Za-z0-9.\u00c0-\u024f])(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·• ]?[A-Z0-9]{4,6}|[A-Z]{1,3}[ -]?\d{1,4}[ -]?[A-Z]{1,3}[ -]?\d{0,4}|\d{1,2}[ -][A-Z]{1,3}[ -]\d{2,4}|[A-Z]{2}\d{2}[A-Z]{1,3}\d{4})(?![A-Za-z0-9\u00c0-\u024f])/g,
  words: [
    'plate*',
    'registration',
    'license plate',
    'number plate',
    'kennzeichen',
    'vehicle*',
    'matrícula',
    'immatriculation',
    'reg no',
    '车牌',
  ],
  alone: (value) =>
    /^\p{Script=Han}/u.test(value) || /^[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-7]\d) [A-HJ-PR-Z]{3}$/.test(value),
  valid: (value) => /\d/.test(value) && value.length >= 5,
  confidence: 0.72,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'plate AB51 ABC seen', finds: ['AB51 ABC'] },
    { text: '粤B·12345', finds: ['粤B·12345'] },
    { text: 'HTTP 200 OK', finds: [] },
  ],
}
