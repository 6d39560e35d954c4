export interface ApplyInput {
  /** @minItems 1 @maxItems 1000 */
  ids: string[]
  decision: 'accept' | 'reject'
  /** @maxLength 2000 */
  note?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ApplyOutput {
  applied: string[]
  skipped: {
    id: string
    reason: string
  }[]
  changedIds: string[]
  opId: string
}

/**
 * Accepts or rejects proposals. Accepting does what `effect` says, all in one operation that meta/undo reverts; a proposal whose memories changed meanwhile is skipped and named. Rejections are remembered.
 * Tool `consolidation/apply`.
 */
export async function apply(ids: ApplyInput['ids'], decision: ApplyInput['decision']): Promise<ApplyOutput>
export async function apply(ids: ApplyInput['ids'], rest: Omit<ApplyInput, 'ids'>): Promise<ApplyOutput>
export async function apply(input: ApplyInput): Promise<ApplyOutput>
export async function apply(first: ApplyInput | ApplyInput['ids'], decision?: ApplyInput['decision'] | Omit<ApplyInput, 'ids'>): Promise<ApplyOutput> {
  return callMCPTool('consolidation/apply', typeof first === 'object' ? first : { ids: first, ...(typeof decision === 'object' ? decision : { decision }) })
}
