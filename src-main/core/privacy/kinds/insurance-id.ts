import type { Kind } from '../detect/kind.ts'
import { compact, labelled, labelPattern, lastFourMask } from './checks.ts'

const label = labelPattern('(?:insurance|policy|member|subscriber) (?:policy|id|number|no|#|policy number)')

/** Insurance policy number: only beside its name. */
export const insuranceId: Kind = {
  name: 'INSURANCE_ID',
  title: 'Insurance policy number',
  group: 'health',
  source: 'only beside its name',
  pattern: /(?<![\w.])#?(?=[A-Z0-9-]{0,8}\d)[A-Z0-9][A-Z0-9-]{4,17}(?!\w)/gi,
  words: ['insurance', 'policy', 'member id', 'subscriber'],
  valid: (value, context) => /\d{3}/.test(value) && !/^(?:19|20)\d\d/.test(value) && labelled(context, label),
  confidence: 0.79,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'insurance policy #88291-LK were', finds: ['#88291-LK'] },
    { text: 'policy of 2019-2020', finds: [] },
  ],
}
