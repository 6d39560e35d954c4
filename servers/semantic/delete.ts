export interface DeleteInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** @maxLength 2000 */
  reason?: string
  /** Also retracts what was derived from it, all the way. @default false */
  cascade?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface DeleteOutput {
  id: string
  dependents: string[]
  retracted: string[]
  opId: string
}

/**
 * Retracts a belief that was wrong. It leaves every search at once and stays in history; `dependents` are the memories derived from it, which are marked for review or, with `cascade`, retracted too. For a belief that was right and is no longer true use `semantic/expire`; to remove every trace use `meta/forget` with mode "erase".
 * Tool `semantic/delete`, declared destructive.
 */
export async function delete_(id: DeleteInput['id'], reason?: DeleteInput['reason']): Promise<DeleteOutput>
export async function delete_(id: DeleteInput['id'], rest: Omit<DeleteInput, 'id'>): Promise<DeleteOutput>
export async function delete_(input: DeleteInput): Promise<DeleteOutput>
export async function delete_(first: DeleteInput | DeleteInput['id'], reason?: DeleteInput['reason'] | Omit<DeleteInput, 'id'>): Promise<DeleteOutput> {
  return callMCPTool('semantic/delete', typeof first === 'object' ? first : { id: first, ...(typeof reason === 'object' ? reason : { reason }) })
}
