import type { Kind } from '../detect/kind.ts'
import { compact, labelled, labelPattern, lastFourMask } from './checks.ts'

const label = labelPattern(
  'mrn|medical (?:record|file|chart)(?: (?:number|no))?|patient (?:id|number|no|#)|chart (?:number|no|#)|病历号',
)

/** Medical record number: only beside its name. */
export const medicalRecord: Kind = {
  name: 'MEDICAL_RECORD',
  title: 'Medical record number',
  group: 'health',
  source: 'only beside its name',
  pattern: /(?<![\w.])#?(?=[A-Z0-9-]{0,8}\d)[A-Z0-9][A-Z0-9-]{3,14}(?!\w)/gi,
  words: ['mrn', 'medical', 'patient', 'chart', '病历'],
  valid: (value, context) => /\d{3}/.test(value) && labelled(context, label),
  confidence: 0.8,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'Patient ID AHC-0933289 and', finds: ['AHC-0933289'] },
    { text: 'MRN: 00456789', finds: ['00456789'] },
    { text: 'patient 3 of 2024', finds: [] },
  ],
}
