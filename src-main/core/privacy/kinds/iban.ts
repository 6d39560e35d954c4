import type { Kind } from '../detect/kind.ts'
import { compact } from './checks.ts'

/**
 * Account number forms by country as in the SWIFT IBAN registry: runs of digits (n), letters (a) or both (c) after the
 * country and the check digits. The last line holds countries that use the form without being in the registry.
 */
const forms: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'AD8n12c AE19n AL8n16c AT16n AZ4a20c BA16n BE12n BG4a6n8c BH4a14c BI23n BR23n1a1c BY4c4n16c CH5n12c CR18n CY8n16c CZ20n ' +
    'DE18n DJ23n DK14n DO4c20n EE16n EG25n ES20n FI14n FK2a12n FO14n FR10n11c2n GB4a14n GE2a16n GI4a15c GL14n GR7n16c GT4c20c ' +
    'HN4a20n HR17n HU24n IE4a14n IL19n IQ4a15n IS22n IT1a10n12c JO4a4n18c KW4a22c KZ3n13c LB4n20c LC4a24c LI5n12c LT16n ' +
    'LU3n13c LV4a13c LY21n MC10n11c2n MD2c18c ME18n MK3n10c2n MN16n MR23n MT4a5n18c MU4a19n3a NI4a20n NL4a10n NO11n OM3n16c ' +
    'PK4a16c PL24n PS4a21c PT21n QA4a21c RO4a16c RS18n RU14n15c SA2n18c SC4a20n3a SD14n SE20n SI15n SK20n SM1a10n12c SO19n ' +
    'ST21n SV4a20n TL19n TN20n TR5n1n16c UA6n19c VA18n VG4a16n XK16n YE4a4n18c ' +
    'AO21n BF2c22n BJ2c22n CF23n CG23n CI2c22n CM23n CV21n DZ22n GA23n GQ23n IR22n KM23n MA24n MG23n ML2c22n MZ21n NE2c22n SN2c22n TD23n TG2c22n'
  )
    .split(' ')
    .map((item) => [item.slice(0, 2), item.slice(2)]),
)

const classes: Readonly<Record<string, string>> = { n: '[0-9]', a: '[A-Z]', c: '[0-9A-Z]' }
const patterns = new Map(
  Object.entries(forms).map(([country, form]) => {
    const parts = [...form.matchAll(/(\d+)([nac])/g)]
    const body = parts.map((part) => `${classes[part[2] ?? 'c'] ?? ''}{${part[1] ?? ''}}`).join('')
    const length = 4 + parts.reduce((sum, part) => sum + Number(part[1]), 0)
    return [country, { length, form: new RegExp(`^${country}\\d\\d${body}$`) }]
  }),
)

/** International bank account number: country length and form, mod 97. */
export const iban: Kind = {
  name: 'IBAN',
  title: 'International bank account number (IBAN)',
  group: 'payment',
  source: 'ISO 13616, forms by country of the SWIFT registry, mod 97',
  pattern:
    /(?<![A-Za-z0-9])(?:[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}|[a-z]{2}\d{2}[a-z0-9]{11,30})(?![A-Za-z0-9])/g,
  words: ['iban'],
  alone: true,
  confidence: 0.93,
  trim: (value) => {
    const length = patterns.get(value.slice(0, 2).toUpperCase())?.length ?? 0
    let seen = 0
    for (let index = 0; index < value.length; index++) {
      if (/[A-Za-z0-9]/.test(value.charAt(index)) && ++seen === length) {
        // The number must end with a group.
        return /^[A-Za-z0-9]/.test(value.slice(index + 1)) ? value.length : index + 1
      }
    }
    return value.length
  },
  valid: (value) => {
    const code = compact(value)
    return patterns.get(code.slice(0, 2))?.form.test(code) === true && mod97(code) === 1
  },
  normalise: compact,
  mask: (value) => `${compact(value).slice(0, 2)}•• •••• ${compact(value).slice(-4)}`,
  examples: [
    { text: 'IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFF', finds: ['DE89 3704 0044 0532 0130 00'] },
    { text: 'GB82WEST12345698765432', finds: ['GB82WEST12345698765432'] },
    { text: 'DE89 3704 0044 0532 0130 01', finds: [] },
  ],
}

/** Remainder of an IBAN with its first four characters at the end and letters as numbers (ISO 7064). */
function mod97(code: string): number {
  let rest = 0
  for (const character of code.slice(4) + code.slice(0, 4)) {
    const value = parseInt(character, 36)
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}
