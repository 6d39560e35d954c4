export interface PromoteInput {
  /** @minItems 1 @maxItems 1000 */
  ids: string[]
  /** @maxLength 20000 */
  statement?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface PromoteOutput {
  factId: string
  support: number
  statement: string
  verdict: string
  conflicts: string[]
  opId: string
}

/**
 * Makes a fact of what events say again and again, with the events as its sources. Without `statement` the most telling of the events is taken as it is. Confidence grows with the number of events: 1 - 1/(n + 1). Contradictions with other beliefs are reported as by semantic/store.
 * Tool `consolidation/promote`.
 */
export async function promote(ids: PromoteInput['ids'], statement?: PromoteInput['statement']): Promise<PromoteOutput>
export async function promote(ids: PromoteInput['ids'], rest: Omit<PromoteInput, 'ids'>): Promise<PromoteOutput>
export async function promote(input: PromoteInput): Promise<PromoteOutput>
export async function promote(first: PromoteInput | PromoteInput['ids'], statement?: PromoteInput['statement'] | Omit<PromoteInput, 'ids'>): Promise<PromoteOutput> {
  return callMCPTool('consolidation/promote', typeof first === 'object' ? first : { ids: first, ...(typeof statement === 'object' ? statement : { statement }) })
}
