import { stdnum } from 'stdnum'
import type { CandidateContext } from '../detect/kind.ts'

/** Digits of a text, everything else removed. */
export function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '')
}

/** Letters and digits in upper case, everything else removed. */
export function compact(text: string): string {
  return text.replace(/[^0-9A-Za-z]/g, '').toUpperCase()
}

/** The Luhn check (ISO/IEC 7812-1, Annex B). */
export function luhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    let digit = digits.charCodeAt(digits.length - 1 - index) - 48
    if (index % 2 === 1) {
      digit *= 2
      if (digit > 9) digit -= 9
    }
    sum += digit
  }
  return sum % 10 === 0
}

/** Weighted sum of digits; a missing weight counts as 0. */
export function weighted(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * (digits.charCodeAt(index) - 48), 0)
}

/** Shows the last four characters. */
export function lastFourMask(value: string): string {
  const short = compact(value)
  return short.length > 6 ? `•••• ${short.slice(-4)}` : '••••'
}

/** The Verhoeff check (J. Verhoeff, Error Detecting Decimal Codes, 1969). */
export function verhoeff(digits: string): boolean {
  let check = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48
    check = dihedral(check, permute(index % 8, digit))
  }
  return check === 0
}

/** Multiplication in the dihedral group of order 10. */
function dihedral(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)
  return b < 5 ? 5 + ((a - b + 5) % 5) : (a - b + 5) % 5
}

function permute(times: number, digit: number): number {
  const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
  let result = digit
  for (let round = 0; round < times; round++) result = permutation[result] as number
  return result
}

/**
 * A pattern for a label right before a value: the label's words, then at most a few filler words ("number is", "no.") and
 * punctuation. For the text of {@link CandidateContext.before}, which is lower case with single spaces.
 */
export function labelPattern(label: string): RegExp {
  return new RegExp(
    `(?<![a-zA-Z\u00c0-\u024f\u0370-\u052f])(?:${label})(?:['’]?s)?[^\\p{L}\\p{N}]{0,4}(?:(?:number|no|num|nr|id|code|card|is|was|are|of|as|the|named|号码|号|码|為|は)(?:[^\\p{L}\\p{N}]{1,4}|$|(?<=\\p{Script=Han}))){0,4}[^\\p{L}\\p{N}]{0,6}$`,
    'u',
  )
}

/** True if the key names the value, or a label stands right before it. */
export function labelled(context: CandidateContext, label: RegExp): boolean {
  return (context.whole && context.keyed && label.test(`${context.key} `)) || label.test(context.before)
}

type Rules = Readonly<
  Record<
    string,
    Readonly<Record<string, { validate: (text: string) => { isValid: boolean } } | undefined>> | undefined
  >
>

/** A national checksum out of the stdnum library: country in two letters, rule by its name there. */
export function nationalCheck(country: string, rule: string, value: string): boolean {
  return (stdnum as Rules)[country]?.[rule]?.validate(value).isValid === true
}
