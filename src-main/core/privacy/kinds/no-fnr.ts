import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Norwegian national identity number: skatteetaten.no: two mod 11 digits (stdnum); only beside its name. */
export const noFnr: Kind = {
  name: 'NO_FNR',
  title: 'Norwegian national identity number',
  group: 'government',
  source: 'skatteetaten.no: two mod 11 digits (stdnum); only beside its name',
  pattern: /(?<![\w.,-])\d{6} ?\d{5}(?![\w]|[.,-]\w)/g,
  words: ['fødselsnummer', 'fnr', 'fodselsnummer', 'personnummer', 'd-nummer'],
  valid: (value) => nationalCheck('NO', 'fodselsnummer', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'fødselsnummer 15108695088', finds: ['15108695088'] },
    { text: '15108695088', finds: [] },
  ],
}
