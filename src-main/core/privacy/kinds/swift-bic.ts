import { isValidBIC } from 'ibantools'
import type { Kind } from '../detect/kind.ts'
import { lastFourMask } from './checks.ts'

/** Bank identifier code (BIC): ISO 9362 (ibantools); eight capital letters are often words, so only beside its name. */
export const swiftBic: Kind = {
  name: 'SWIFT_BIC',
  title: 'Bank identifier code (BIC)',
  group: 'payment',
  source: 'ISO 9362 (ibantools); eight capital letters are often words, so only beside its name',
  pattern: /(?<![\p{L}\p{N}])[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![\p{L}\p{N}])/gu,
  digitless: true,
  words: ['swift', 'bic', 'bank identifier'],
  valid: (value) => isValidBIC(value),
  mask: lastFourMask,
  examples: [
    { text: 'BIC: COBADEFFXXX', finds: ['COBADEFFXXX'] },
    { text: 'A SHOPPING LIST', finds: [] },
  ],
}
