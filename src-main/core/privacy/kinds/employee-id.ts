import type { Kind } from '../detect/kind.ts'
import { compact, labelled, labelPattern, lastFourMask } from './checks.ts'

const label = labelPattern(
  '(?:employee|staff|student|personnel|worker|badge) (?:id|number|no|#)|工号|matrikelnummer|personalnummer',
)

/** Employee or student number: only beside its name. */
export const employeeId: Kind = {
  name: 'EMPLOYEE_ID',
  title: 'Employee or student number',
  group: 'government',
  source: 'only beside its name',
  pattern: /(?<![\w.])(?=[A-Z0-9-]{0,8}\d)[A-Z0-9][A-Z0-9-]{3,14}(?!\w)/gi,
  words: ['employee', 'staff', 'student', 'personnel', 'worker', 'badge', '工号'],
  valid: (value, context) =>
    /\d{3}/.test(value) && !/^(?:19|20)\d\d$/.test(value) && labelled(context, label),
  confidence: 0.78,
  normalise: compact,
  mask: lastFourMask,
  examples: [
    { text: 'employee ID 127854', finds: ['127854'] },
    { text: 'the employee of 2024', finds: [] },
  ],
}
