import type { Kind } from '../detect/kind.ts'

/** Card verification value; three digits say nothing by themselves, so only what a field name says is believed. */
export const cardCvv: Kind = {
  name: 'CARD_CVV',
  title: 'Card verification value',
  group: 'payment',
  source: 'PCI DSS; found by field name or word',
  pattern: /(?<![\w.,:/-])\d{3,4}(?![\w]|[.,:/-]\d)/g,
  needs: ['cvv', 'cvc', 'security code', 'verification'],
  words: ['cvv', 'cvc', 'cvv2', 'cvc2', 'card security code', 'card verification'],
  valid: (value, context) =>
    (value !== '000' && context.keyed) ||
    /\b(?:c[vs][vc]2?|security code|verification (?:code|value|number))\b[^\d]{0,14}$/.test(context.before),
  mask: () => '•••',
  confidence: 0.84,
  examples: [
    { text: 'CVV: 737, valid 05/27', finds: ['737'] },
    { text: 'room 737', finds: [] },
  ],
}
