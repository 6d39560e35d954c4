export interface RateInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  verdict: 'used' | 'useful' | 'ignored' | 'harmful'
  /** The answer it is about; kept as evidence. @minLength 1 @maxLength 100 */
  recallId?: string
  /** @maxLength 2000 */
  note?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface RateOutput {
  id: string
  utility: number
  before: number
  opId: string
}

/**
 * Says how a memory served: used, useful, ignored or harmful. Its utility (-1 … 1) moves towards the verdict by a part of what is left and lifts or lowers it in later rankings; what it says is not touched (for that: semantic/verify).
 * Tool `meta/rate`.
 */
export async function rate(id: RateInput['id'], verdict: RateInput['verdict']): Promise<RateOutput>
export async function rate(id: RateInput['id'], rest: Omit<RateInput, 'id'>): Promise<RateOutput>
export async function rate(input: RateInput): Promise<RateOutput>
export async function rate(first: RateInput | RateInput['id'], verdict?: RateInput['verdict'] | Omit<RateInput, 'id'>): Promise<RateOutput> {
  return callMCPTool('meta/rate', typeof first === 'object' ? first : { id: first, ...(typeof verdict === 'object' ? verdict : { verdict }) })
}
