import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** Vehicle identification number: ISO 3779, check digit of 49 CFR 565; without it only beside its name. */
export const vin: Kind = {
  name: 'VIN',
  title: 'Vehicle identification number',
  group: 'device',
  source: 'ISO 3779, check digit of 49 CFR 565; without it only beside its name',
  pattern: /(?<![A-Za-z0-9])[A-HJ-NPR-Z0-9]{17}(?![A-Za-z0-9])/g,
  words: ['vin', 'vehicle', 'chassis', 'fahrgestell*'],
  alone: (value) => check(value),
  valid: (value, context) =>
    /\d/.test(value) &&
    /[A-Z]/.test(value) &&
    (check(value) || /\bvin\b/.test(`${context.key} ${context.before}`)),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'VIN 1HGCM82633A004352', finds: ['1HGCM82633A004352'] },
    { text: '1M8GDM9AXKP042788', finds: ['1M8GDM9AXKP042788'] },
    { text: '1M8GDM9AXKP042789', finds: [] },
  ],
}

const values: Readonly<Record<string, number>> = {
  A: 1,
  B: 2,
  C: 3,
  D: 4,
  E: 5,
  F: 6,
  G: 7,
  H: 8,
  J: 1,
  K: 2,
  L: 3,
  M: 4,
  N: 5,
  P: 7,
  R: 9,
  S: 2,
  T: 3,
  U: 4,
  V: 5,
  W: 6,
  X: 7,
  Y: 8,
  Z: 9,
}
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

function check(vin: string): boolean {
  const sum = weights.reduce((total, weight, index) => {
    const character = vin.charAt(index)
    return total + weight * (values[character] ?? Number(character))
  }, 0)
  return '0123456789X'[sum % 11] === vin.charAt(8)
}
