import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, luhn } from './checks.ts'

/** Issuer ranges: first digits and lengths (ISO/IEC 7812 registrations as published by the networks). */
const issuers: readonly { test: RegExp; lengths: readonly number[] }[] = [
  { test: /^4/, lengths: [13, 16, 18, 19] },
  { test: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { test: /^3[47]/, lengths: [15] },
  { test: /^(6011|64[4-9]|65)/, lengths: [16, 17, 18, 19] },
  { test: /^(30[0-5]|309|36|38|39)/, lengths: [14, 16, 17, 18, 19] },
  { test: /^(352[89]|35[3-8])/, lengths: [16, 17, 18, 19] },
  { test: /^(62|81)/, lengths: [16, 17, 18, 19] },
  {
    test: /^(5018|5020|5038|5893|6304|6759|676[1-3]|0604|50|5[6-9]|6[37])/,
    lengths: [12, 13, 14, 15, 16, 17, 18, 19],
  },
  { test: /^220[0-4]/, lengths: [16, 17, 18, 19] },
  { test: /^9792/, lengths: [16] },
]

/** A payment card number: Luhn, issuer range and length; shorter than 16 digits needs a word near it. */
export const card: Kind = {
  name: 'CARD',
  title: 'Payment card number',
  group: 'payment',
  source: 'ISO/IEC 7812: Luhn digit, issuer ranges and lengths',
  pattern:
    /(?<![\w.]|[\w][-.]|\d[ ])(?:\d{4}([ .-]?)\d{4}\1\d{4}\1\d{1,7}|\d{4}([ .-]?)\d{6}\2\d{4,5}|\d{12,19})(?!\w|[-.]\w|[ ]\d)/g,
  words: [
    'card*',
    'cc',
    'pan',
    'credit',
    'debit',
    'visa',
    'mastercard',
    'amex',
    'payment',
    'maestro',
    'carte',
    'karte*',
    'kreditkarte*',
    'tarjeta',
    'number',
    '卡',
    'カード',
    '카드',
  ],
  not: ['iban', 'imei', 'tracking', 'order', 'id', 'timestamp'],
  confidence: 0.86,
  valid: (value, context) => {
    const digits = digitsOf(value)
    if (/^(\d)\1+$/.test(digits)) return false
    const known = issuers.some((issuer) => issuer.test.test(digits) && issuer.lengths.includes(digits.length))
    if (luhn(digits)) return known || context.keyed || /\b(credit|debit|card)\b/.test(context.before)
    return false
  },
  alone: (value) => digitsOf(value).length >= 14,
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'charged 4111 1111 1111 1111 today', finds: ['4111 1111 1111 1111'] },
    { text: 'order 4111111111111112', finds: [] },
    { text: 'amex 371449635398431', finds: ['371449635398431'] },
    { text: 'ratio 0.4111111111111111', finds: [] },
  ],
}
