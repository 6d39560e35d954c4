import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { CandidateContext, Kind } from '../detect/kind.ts'
import { digitsOf } from './checks.ts'

const words = [
  'phone*',
  'telephone*',
  'tel',
  'telefon*',
  'mobile',
  'mobil',
  'cell',
  'cellphone',
  'fax',
  'call',
  'dial',
  'sms',
  'whatsapp',
  'handy',
  'contact number',
  'telefono',
  'teléfono',
  'téléphone',
  'telefone',
  'celular',
  'móvil',
  'hotline',
  'landline',
  'pager',
  'reach',
  'contact',
  'desk',
  'office',
  'answering',
  'messages to',
  'on my registered',
  'телефон',
  'тел',
  '电话',
  '手机',
  '電話',
  '携帯',
  '联系方式',
  '전화',
  '연락처',
  '휴대폰',
]

/** Telephone number. Found by form and words, then checked against the numbering plans. */
export const phone: Kind = {
  name: 'PHONE',
  title: 'Telephone number',
  group: 'contact',
  source: 'ITU-T E.164 and the numbering plans in libphonenumber (validates; does not search)',
  pattern:
    /(?<![\w.,/#&*-]|\d[ :])(?:\+|00)?(?:\(?\d{1,5}\)?)(?:[ .\-/\u00a0]{0,2}\(?\d{1,5}\)?){1,7}(?:[ ]?(?:x|ext\.?)[ ]?\d{1,6})?(?!\w|[.,:/-]\d|[ ]\d)/gi,
  words,
  not: ['version', 'isbn', 'issn', 'order', 'invoice', 'timestamp', 'ssn', 'zip', 'postal', 'date'],
  confidence: 0.7,
  valid: (value, context) => plausible(value, context),
  alone: (value, context) => standsAlone(value, context),
  normalise: (value) => {
    const parsed = parsePhoneNumberFromString(value)
    return parsed?.isPossible()
      ? parsed.format('E.164') + (parsed.ext ? `x${parsed.ext}` : '')
      : digitsOf(value)
  },
  mask: (value) =>
    `${value.startsWith('+') ? value.slice(0, 3) : ''} ••• ${digitsOf(value).slice(-2)}`.trim(),
  examples: [
    { text: 'Call 650-253-4561 -- or write', finds: ['650-253-4561'] },
    { text: 'phone: 978-249-9678', finds: ['978-249-9678'] },
    { text: '+49 30 901820', finds: ['+49 30 901820'] },
    { text: 'on 2024-05-12 at 10.20.30 we had 1234567 rows', finds: [] },
  ],
}

const strong =
  /phone|tel(?![a-z])|telefon|teléfono|fax|mobil|cell|(?<![a-z])sms|whatsapp|contact|handy|celular|móvil|hotline|pager|answering|messages to|on my registered|телефон|тел|电话|手机|電話|携帯|联系方式|전화|연락처|휴대폰|call (?:me|us|at|on)|number is/u

function plausible(value: string, context: CandidateContext): boolean {
  const [main = ''] = value.split(/[xe]/i)
  const digits = digitsOf(main)
  if (digits.length < 7 || digits.length > 15 || /^(\d)\1+$/.test(digits)) return false
  if (/^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$|^\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}$/.test(main.trim())) return false
  if ((main.match(/\(/g) ?? []).length !== (main.match(/\)/g) ?? []).length) return false
  if (/^(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d$|^\d+\.\d+$/.test(main.trim())) return false
  // A bare run of digits is a telephone number only beside a word that means nothing else.
  if (/^\d+$/.test(main) && !context.keyed) return strong.test(context.before) || strong.test(context.after)
  return true
}

function standsAlone(value: string, context: CandidateContext): boolean {
  void context
  if (value.startsWith('+')) {
    const parsed = parsePhoneNumberFromString(value)
    return parsed !== undefined && (parsed.isValid() || (parsed.isPossible() && digitsOf(value).length >= 11))
  }
  return nationalForms.some(
    ({ form, country }) => form.test(value) && parsePhoneNumberFromString(value, country)?.isValid() === true,
  )
}

/** Groupings that are a country's usual way to write a number, and rarely anything else. */
const nationalForms: readonly { form: RegExp; country: 'US' | 'CN' | 'JP' | 'KR' }[] = [
  {
    form: /^(?:\(\d{3}\) ?\d{3}[-. ]?\d{4}|\d{3}-\d{3}-\d{4}|\d{3}\.\d{3}\.\d{4})(?: ?(?:x|ext).*)?$/i,
    country: 'US',
  },
  { form: /^1[3-9]\d[- ]\d{4}[- ]\d{4}$/, country: 'CN' },
  { form: /^0[5789]0-\d{4}-\d{4}$/, country: 'JP' },
  { form: /^01[016789]-\d{3,4}-\d{4}$/, country: 'KR' },
]
