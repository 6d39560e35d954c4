import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** German identity card number: ICAO 9303 weights 7 3 1 over serial letters CFGHJKLMNPRTVWXYZ. */
export const deIdCard: Kind = {
  name: 'DE_ID_CARD',
  title: 'German identity card number',
  group: 'government',
  source: 'ICAO 9303 weights 7 3 1 over serial letters CFGHJKLMNPRTVWXYZ',
  pattern: /(?<![A-Za-z0-9])[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d?D?(?![A-Za-z0-9])/g,
  words: ['ausweis*', 'personalausweis*', 'reisepass*', 'passport', 'pass', 'id card', 'seriennummer'],
  valid: (value) => /\d{2}/.test(value.replace(/[A-Z]/g, '')) && icao(value),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'Ausweis L01X00T471', finds: ['L01X00T471'] },
    { text: 'Ausweisnummer: L01X00T44', finds: ['L01X00T44'] },
    { text: 'CHRRRRRRR', finds: [] },
  ],
}

/** ICAO 9303: weights 7 3 1 over digits and letters (A = 10), if the check digit is there. */
function icao(value: string): boolean {
  const body = value.replace(/D$/, '')
  const sum = (text: string): number =>
    [...text].reduce(
      (total, character, index) => total + parseInt(character, 36) * ([7, 3, 1][index % 3] as number),
      0,
    ) % 10
  if (body.length === 10) return sum(body.slice(0, 9)) === Number(body[9])
  return body.length === 9
}
