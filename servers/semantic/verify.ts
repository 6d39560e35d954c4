export interface VerifyInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  outcome: 'confirmed' | 'refuted' | 'inconclusive'
  /** @default 0.8 @minimum 0.5 @maximum 0.999 */
  strength?: number
  /** Ids of memories or words. @maxItems 50 */
  evidence?: string[]
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface VerifyOutput {
  id: string
  before: number
  after: number
  opId: string
}

/**
 * Updates the confidence of a belief by evidence, after Bayes: odds times the likelihood ratio of the evidence. `strength` 0.5 … 1 is how often such evidence is right (0.8 by default); "refuted" divides instead, "inconclusive" changes nothing but is kept. This is about truth; how useful a memory was goes to meta/rate.
 * Tool `semantic/verify`.
 */
export async function verify(id: VerifyInput['id'], outcome: VerifyInput['outcome']): Promise<VerifyOutput>
export async function verify(id: VerifyInput['id'], rest: Omit<VerifyInput, 'id'>): Promise<VerifyOutput>
export async function verify(input: VerifyInput): Promise<VerifyOutput>
export async function verify(first: VerifyInput | VerifyInput['id'], outcome?: VerifyInput['outcome'] | Omit<VerifyInput, 'id'>): Promise<VerifyOutput> {
  return callMCPTool('semantic/verify', typeof first === 'object' ? first : { id: first, ...(typeof outcome === 'object' ? outcome : { outcome }) })
}
