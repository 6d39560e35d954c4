export interface ResolveInput {
  /** @minLength 1 @maxLength 100 */
  conflictId: string
  decision: 'a' | 'b' | 'both' | 'neither'
  /** @maxLength 2000 */
  rationale: string
  /** When a applies, for "both". @maxLength 2000 */
  conditionA?: string
  /** @maxLength 2000 */
  conditionB?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ResolveOutput {
  conflictId: string
  decision: string
  changedIds: string[]
  opId: string
}

/**
 * Decides a contradiction, with a rationale that stays on record. "a" or "b": that belief holds, the other is retracted. "both": both hold under different conditions (`conditionA`, `conditionB` are needed). "neither": both are retracted.
 * Tool `semantic/resolve`.
 */
export async function resolve(conflictId: ResolveInput['conflictId'], decision: ResolveInput['decision'], rationale: ResolveInput['rationale']): Promise<ResolveOutput>
export async function resolve(conflictId: ResolveInput['conflictId'], rest: Omit<ResolveInput, 'conflictId'>): Promise<ResolveOutput>
export async function resolve(input: ResolveInput): Promise<ResolveOutput>
export async function resolve(first: ResolveInput | ResolveInput['conflictId'], decision?: ResolveInput['decision'] | Omit<ResolveInput, 'conflictId'>, rationale?: ResolveInput['rationale']): Promise<ResolveOutput> {
  return callMCPTool('semantic/resolve', typeof first === 'object' ? first : { conflictId: first, ...(typeof decision === 'object' ? decision : { decision, rationale }) })
}
