export interface CompleteTaskInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** @default "done" */
  outcome?: 'done' | 'cancelled' | 'failed' | 'deferred'
  /** For "deferred": the new time. */
  until?: /* @minimum -8640000000000000 @maximum 8640000000000000 */ number | /* @maxLength 2000 */ string
  /** @maxLength 2000 */
  note?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface CompleteTaskOutput {
  id: string
  status: string
  nextOccurrence?: string
  eventId: string
  /** Tasks that waited for it and can begin now. */
  unblocked: string[]
  opId: string
}

/**
 * Closes a task as done, cancelled or failed, or puts it off ("deferred" with `until`). The outcome is remembered as an event, so that it can be recalled. A repeating task that is done or failed becomes due again at its next occurrence; cancelled, it ends.
 * Tool `prospective/complete_task`.
 */
export async function completeTask(id: CompleteTaskInput['id'], outcome?: CompleteTaskInput['outcome']): Promise<CompleteTaskOutput>
export async function completeTask(id: CompleteTaskInput['id'], rest: Omit<CompleteTaskInput, 'id'>): Promise<CompleteTaskOutput>
export async function completeTask(input: CompleteTaskInput): Promise<CompleteTaskOutput>
export async function completeTask(first: CompleteTaskInput | CompleteTaskInput['id'], outcome?: CompleteTaskInput['outcome'] | Omit<CompleteTaskInput, 'id'>): Promise<CompleteTaskOutput> {
  return callMCPTool('prospective/complete_task', typeof first === 'object' ? first : { id: first, ...(typeof outcome === 'object' ? outcome : { outcome }) })
}
