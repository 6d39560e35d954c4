import type { Result } from '../../contract/methods.ts'

/** One check: a stable id, what was found, and how to mend it. */
export type Check = Result<'doctor.run'>['checks'][number]
