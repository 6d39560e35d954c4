import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** German health insurance number: gkv: a letter and nine digits, Luhn over the letter as two digits. */
export const deHealthInsurance: Kind = {
  name: 'DE_HEALTH_INSURANCE',
  title: 'German health insurance number',
  group: 'health',
  source: 'gkv: a letter and nine digits, Luhn over the letter as two digits',
  pattern: /(?<![A-Za-z0-9])[A-Z]\d{9}(?![A-Za-z0-9])/g,
  words: [
    'kvnr',
    'krankenversicherung*',
    'krankenkasse',
    'versichertennummer',
    'egk*',
    'health insurance',
    'versicherten*',
  ],
  alone: true,
  valid: (value) => {
    const letter = String(value.charCodeAt(0) - 64).padStart(2, '0')
    const digits = letter + value.slice(1)
    let sum = 0
    for (let index = 0; index < 10; index++) {
      const product = Number(digits[index]) * (index % 2 === 0 ? 1 : 2)
      sum += product > 9 ? product - 9 : product
    }
    return sum % 10 === Number(digits[10])
  },
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'KVNR A123456780', finds: ['A123456780'] },
    { text: 'A123456781', finds: [] },
  ],
}
