import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Brazilian CPF: receita.fazenda.gov.br: two mod 11 digits (stdnum); with its dots or beside its name. */
export const brCpf: Kind = {
  name: 'BR_CPF',
  title: 'Brazilian CPF',
  group: 'government',
  source: 'receita.fazenda.gov.br: two mod 11 digits (stdnum); with its dots or beside its name',
  pattern: /(?<![\w.,-])\d{3}\.?\d{3}\.?\d{3}-?\d{2}(?![\w]|[.,-]\w)/g,
  words: ['cpf'],
  alone: (value) => /^\d{3}\.\d{3}\.\d{3}-\d{2}$/.test(value),
  valid: (value) => !/^(\d)\1+$/.test(digitsOf(value)) && nationalCheck('BR', 'cpf', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: '529.982.247-25', finds: ['529.982.247-25'] },
    { text: 'CPF 52998224725', finds: ['52998224725'] },
    { text: '52998224725', finds: [] },
  ],
}
