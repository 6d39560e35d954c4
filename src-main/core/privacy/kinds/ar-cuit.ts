import type { Kind } from '../detect/kind.ts'
import { digitsOf, lastFourMask, nationalCheck } from './checks.ts'

/** Argentine CUIT: afip.gob.ar: mod 11 (stdnum); with its dashes or beside its name. */
export const arCuit: Kind = {
  name: 'AR_CUIT',
  title: 'Argentine CUIT',
  group: 'government',
  source: 'afip.gob.ar: mod 11 (stdnum); with its dashes or beside its name',
  pattern: /(?<![\w.,-])(?:2[03-7]|3[034])(-?)\d{8}\1\d(?![\w]|[.,-]\w)/g,
  words: ['cuit', 'cuil'],
  alone: (value) => value.includes('-'),
  valid: (value) => nationalCheck('AR', 'cuit', value),
  normalise: digitsOf,
  mask: lastFourMask,
  examples: [
    { text: 'CUIT 20-05536168-2', finds: ['20-05536168-2'] },
    { text: '20055361682', finds: [] },
  ],
}
