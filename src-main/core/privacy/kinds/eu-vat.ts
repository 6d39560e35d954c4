import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask, nationalCheck } from './checks.ts'

/** European VAT number: country prefix and national check (stdnum). */
export const euVat: Kind = {
  name: 'EU_VAT',
  title: 'European VAT number',
  group: 'government',
  source: 'country prefix and national check (stdnum)',
  pattern:
    /(?<![A-Za-z0-9])(?:ATU|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[ -]?[0-9A-Z](?:[ .]?[0-9A-Z]){6,11}(?![A-Za-z0-9])/g,
  words: ['vat', 'ust*', 'umsatzsteuer*', 'tva', 'iva', 'btw', 'moms', 'tax'],
  alone: true,
  valid: (value) => {
    const code = compact(value)
    const country = code.slice(0, 2) === 'EL' ? 'GR' : code.slice(0, 2)
    return (
      (code.match(/\d/g) ?? []).length >= 7 &&
      vatRules.some(
        (rule) => nationalCheck(country, rule, code) || nationalCheck(country, rule, code.slice(2)),
      )
    )
  },
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'USt-IdNr.: DE136695976', finds: ['DE136695976'] },
    { text: 'DE123456789', finds: [] },
  ],
}

/** Names that stdnum gives VAT numbers. */
const vatRules = [
  'vat',
  'uid',
  'tva',
  'iva',
  'btw',
  'alv',
  'nif',
  'dic',
  'anum',
  'pvm',
  'pvn',
  'kmkr',
  'oib',
  'cui',
  'ddv',
  'dph',
  'nip',
  'cif',
  'cvr',
]
