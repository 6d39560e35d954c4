import type { Kind } from '../detect/kind.ts'
import { compact, labelled, labelPattern, lastFourMask } from './checks.ts'

const label = labelPattern(
  "(?:driver'?s?|driving) licen[sc]e|(?:dl|licen[sc]e) (?:number|no|#)|führerschein|permis de conduire|carnet de conducir|patente|dl",
)

/** Driver licence number: forms differ by state and country, only beside its name. */
export const driverLicense: Kind = {
  name: 'DRIVER_LICENSE',
  title: 'Driver licence number',
  group: 'government',
  source: 'forms differ by state and country, only beside its name',
  pattern:
    /(?<![\w.])(?=[A-Z0-9:/-]{0,9}\d)[A-Z0-9]{1,18}(?:[-:/.][A-Z0-9]{1,12}){0,5}(?: \d{2,6}){0,4}(?!\w)/gi,
  words: [
    'driver*',
    'driving licen*',
    'license number',
    'licence number',
    'dl number',
    'führerschein*',
    'permis de conduire',
    'carnet de conducir',
    'patente',
    '身份驾照',
    '运转免许',
  ],
  valid: (value, context) =>
    (value.match(/\d/g) ?? []).length >= 4 && !/\b[a-z]{3,}\b/i.test(value) && labelled(context, label),
  confidence: 0.83,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: "driver's license number is A56319335", finds: ['A56319335'] },
    { text: 'Officer recorded license number D245-938-19-203 in the', finds: ['D245-938-19-203'] },
    { text: 'MIT license, version 2004', finds: [] },
  ],
}
