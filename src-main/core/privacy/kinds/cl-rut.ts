import type { Kind } from '../detect/kind.ts'
import { compact, lastFourMask, nationalCheck } from './checks.ts'

/** Chilean RUT: sii.cl: mod 11 (stdnum). */
export const clRut: Kind = {
  name: 'CL_RUT',
  title: 'Chilean RUT',
  group: 'government',
  source: 'sii.cl: mod 11 (stdnum)',
  pattern: /(?<![\w.,-])\d{1,2}\.?\d{3}\.?\d{3}-[0-9K](?![\w]|[.,-]\w)/gi,
  words: ['rut', 'run'],
  alone: (value) => value.includes('.'),
  valid: (value) => nationalCheck('CL', 'rut', compact(value)),
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'RUT 12.531.909-2', finds: ['12.531.909-2'] },
    { text: '12531909-3', finds: [] },
  ],
}
