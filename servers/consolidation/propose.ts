export interface ProposeInput {
  /** @default ["merge","promote","archive"] @minItems 1 */
  kinds?: ('merge' | 'promote' | 'archive')[]
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** @integer @default 5000 @minimum 10 @maximum 600000 */
  budgetMs?: number
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ProposeOutput {
  proposals: {
    id: string
    kind: 'merge' | 'promote' | 'archive'
    status: string
    ids: string[]
    /** Contents of the memories, shortened. */
    evidence: string[]
    /** What accepting it does. */
    effect: string
    likeness?: number
    since: string
  }[]
  scanned: number
  complete: boolean
  opId: string
}

/**
 * Looks for what could be condensed in a scope and lists it for review: phrasings of the same to merge, events on several days to promote to a fact, faded memories to archive. Nothing is changed but the list. What was rejected is not proposed again. Texts that differ in a number or a negation are never called the same.
 * Tool `consolidation/propose`.
 */
export async function propose(input?: ProposeInput): Promise<ProposeOutput> {
  return callMCPTool('consolidation/propose', input ?? {})
}
