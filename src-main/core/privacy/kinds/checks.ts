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
