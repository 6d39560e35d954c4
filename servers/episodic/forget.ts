export interface ForgetInput {
  ids: /* @minLength 1 @maxLength 100 */ string | /* @minItems 1 @maxItems 1000 */ string[]
  /** @maxLength 2000 */
  reason?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ForgetOutput {
  forgotten: string[]
  opId: string
}

/**
 * Forgets events: they leave recall and lists at once, and `meta/undo` brings them back. To remove every trace for good use `meta/forget` with mode "erase". NOT_FOUND if one of the ids is unknown; then nothing is forgotten.
 * Tool `episodic/forget`, declared destructive.
 */
export async function forget(ids: ForgetInput['ids']): Promise<ForgetOutput>
export async function forget(ids: ForgetInput['ids'], rest: Omit<ForgetInput, 'ids'>): Promise<ForgetOutput>
export async function forget(input: ForgetInput): Promise<ForgetOutput>
export async function forget(first: ForgetInput | ForgetInput['ids'], rest?: Omit<ForgetInput, 'ids'>): Promise<ForgetOutput> {
  return callMCPTool('episodic/forget', typeof first === 'object' ? first : { ids: first, ...rest })
}
