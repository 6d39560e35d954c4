export interface RecordRunInput {
  /** Id or name; needed without runId. @maxLength 200 */
  procedure?: string
  /** @minLength 1 @maxLength 100 */
  runId?: string
  outcome: 'success' | 'failure' | 'partial'
  /** Outcome of each step, in order. @maxItems 200 */
  steps?: ('success' | 'failure' | 'skipped')[]
  /** @minimum 0 */
  durationMs?: number
  /** @maxLength 2000 */
  notes?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface RecordRunOutput {
  runId: string
  procedureId: string
  successProbability: number
  runs: number
  weakStep?: {
    index: number
    action: string
    successProbability: number
  }
  opId: string
}

/**
 * Records how a run of a procedure went, as a whole and by step. The chance of success is the mean of a Beta posterior that begins with one success and one failure; the weakest step is the one with the lowest. Closes the run when `runId` is given (CONFLICT if it is closed); otherwise a run is added.
 * Tool `procedural/record_run`.
 */
export async function recordRun(procedure?: RecordRunInput['procedure'], outcome?: RecordRunInput['outcome']): Promise<RecordRunOutput>
export async function recordRun(procedure: RecordRunInput['procedure'], rest: Omit<RecordRunInput, 'procedure'>): Promise<RecordRunOutput>
export async function recordRun(input: RecordRunInput): Promise<RecordRunOutput>
export async function recordRun(first?: RecordRunInput | RecordRunInput['procedure'], outcome?: RecordRunInput['outcome'] | Omit<RecordRunInput, 'procedure'>): Promise<RecordRunOutput> {
  return callMCPTool('procedural/record_run', typeof first === 'object' ? first : { procedure: first, ...(typeof outcome === 'object' ? outcome : { outcome }) })
}
