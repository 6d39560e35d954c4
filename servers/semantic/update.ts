export interface UpdateInput {
  /** @minLength 1 @maxLength 100 */
  id?: string
  /** Instead of the id: words that name the belief. @maxLength 2000 */
  query?: string
  /** What is right. @maxLength 20000 */
  statement: string
  /** @maxLength 2000 */
  reason?: string
  /** @minimum 0 @maximum 1 */
  confidence?: number
  validFrom?: /* @maxLength 60 */ string | number
  validTo?: /* @maxLength 60 */ string | number
  /** @maxItems 100 */
  sources?: string[]
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface UpdateOutput {
  oldId: string
  newId: string
  /** Paraphrases of the old belief that went with it. */
  alsoSuperseded: string[]
  opId: string
}

/**
 * Replaces a belief by a corrected one, in one step. The old belief leaves every search in the same transaction and stays in `semantic/history`. Name it by `id`, or by a `query` that must fit exactly one belief best (CONFLICT with the candidates otherwise). Open contradictions with the old belief are closed, and paraphrases of it (same subject and predicate, same object) go with it.
 * Tool `semantic/update`.
 */
export async function update(id?: UpdateInput['id'], statement?: UpdateInput['statement']): Promise<UpdateOutput>
export async function update(id: UpdateInput['id'], rest: Omit<UpdateInput, 'id'>): Promise<UpdateOutput>
export async function update(input: UpdateInput): Promise<UpdateOutput>
export async function update(first?: UpdateInput | UpdateInput['id'], statement?: UpdateInput['statement'] | Omit<UpdateInput, 'id'>): Promise<UpdateOutput> {
  return callMCPTool('semantic/update', typeof first === 'object' ? first : { id: first, ...(typeof statement === 'object' ? statement : { statement }) })
}
