import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask } from './checks.ts'

/** Mexican CURP: gob.mx: name, birth, sex, state, check (stdnum). */
export const mxCurp: Kind = {
  name: 'MX_CURP',
  title: 'Mexican CURP',
  group: 'government',
  source: 'gob.mx: name, birth, sex, state, check (stdnum)',
  pattern: /(?<![A-Za-z0-9])[A-Z]{4}\d{6}[HMX][A-Z]{5}[0-9A-Z]\d(?![A-Za-z0-9])/g,
  words: ['curp'],
  alone: true,
  normalise: compact,
  mask: lastFourMask,
  examples: [{ text: 'CURP BOXW310820HNERXN09', finds: ['BOXW310820HNERXN09'] }],
}
