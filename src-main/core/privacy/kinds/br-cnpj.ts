import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Brazilian CNPJ: receita.fazenda.gov.br: two mod 11 digits (stdnum). */
export const brCnpj: Kind = {
  name: 'BR_CNPJ',
  title: 'Brazilian CNPJ',
  group: 'government',
  source: 'receita.fazenda.gov.br: two mod 11 digits (stdnum)',
  pattern: /(?<![\w.,-])\d{2}\.?\d{3}\.?\d{3}\/?\d{4}-?\d{2}(?![\w]|[.,-]\w)/g,
  words: ['cnpj'],
  alone: (value) => value.includes('/'),
  valid: (value) => nationalCheck('BR', 'cnpj', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'CNPJ: 11.222.333/0001-81', finds: ['11.222.333/0001-81'] },
    { text: '11222333000181', finds: [] },
  ],
}
