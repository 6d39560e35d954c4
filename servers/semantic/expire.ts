export interface ExpireInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** Now by default. */
  validTo?: /* @maxLength 60 */ string | number
  /** @maxLength 2000 */
  reason?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ExpireOutput {
  id: string
  validTo: string
  opId: string
}

/**
 * Says until when a belief was true: the world changed, the belief was right. Searches at later times leave it out; `validAt` before that time still finds it.
 * Tool `semantic/expire`.
 */
export async function expire(id: ExpireInput['id'], validTo?: ExpireInput['validTo']): Promise<ExpireOutput>
export async function expire(id: ExpireInput['id'], rest: Omit<ExpireInput, 'id'>): Promise<ExpireOutput>
export async function expire(input: ExpireInput): Promise<ExpireOutput>
export async function expire(first: ExpireInput | ExpireInput['id'], validTo?: ExpireInput['validTo'] | Omit<ExpireInput, 'id'>): Promise<ExpireOutput> {
  return callMCPTool('semantic/expire', typeof first === 'object' ? first : { id: first, ...(typeof validTo === 'object' ? validTo : { validTo }) })
}
