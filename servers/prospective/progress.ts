export interface ProgressInput {
  /** @minLength 1 @maxLength 100 */
  goal: string
  /** @maxItems 100 */
  met?: {
    /** @maxLength 2000 */
    criterion: string
    /** Id of an event, or words. @maxLength 2000 */
    evidence?: string
  }[]
  /** @maxItems 100 */
  unmet?: string[]
  /** @default 14 @minimum 0.01 */
  stallDays?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ProgressOutput {
  goal: string
  statement: string
  /** Criteria met here and below, 0 … 1; by tasks where there are no criteria. */
  share: number
  met: {
    criterion: string
    evidence?: string
    at: string
  }[]
  unmet: string[]
  tasks: {
    done: number
    open: number
    failed: number
  }
  below: {
    goal: string
    statement: string
    share: number
  }[]
  lastMoved: string
  stalledSince?: string
  opId?: string
}

/**
 * Tells how far a goal is: criteria met and unmet with their evidence, tasks done and open, the same for goals below it, and since when nothing moved. With `met` (or `unmet`) criteria are marked first, with evidence; only what was marked counts as met, nothing is guessed.
 * Tool `prospective/progress`.
 */
export async function progress(goal: ProgressInput['goal']): Promise<ProgressOutput>
export async function progress(goal: ProgressInput['goal'], rest: Omit<ProgressInput, 'goal'>): Promise<ProgressOutput>
export async function progress(input: ProgressInput): Promise<ProgressOutput>
export async function progress(first: ProgressInput | ProgressInput['goal'], rest?: Omit<ProgressInput, 'goal'>): Promise<ProgressOutput> {
  return callMCPTool('prospective/progress', typeof first === 'object' ? first : { goal: first, ...rest })
}
