export interface JudgeInput {
  /** @maxLength 2000 */
  query: string
  /** @minItems 1 @maxItems 1000 */
  relevantIds: string[]
  /** @default [] @maxItems 1000 */
  irrelevantIds?: string[]
  /** @default "default" @maxLength 200 */
  set?: string
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface JudgeOutput {
  id: string
  /** Questions in the set. */
  judged: number
  opId: string
}

/**
 * Adds a question with the memories that answer it (and those that do not) to this user’s own golden set, with which rag/evaluate measures retrieval. The same question again replaces the judgement.
 * Tool `rag/judge`.
 */
export async function judge(query: JudgeInput['query'], relevantIds: JudgeInput['relevantIds']): Promise<JudgeOutput>
export async function judge(query: JudgeInput['query'], rest: Omit<JudgeInput, 'query'>): Promise<JudgeOutput>
export async function judge(input: JudgeInput): Promise<JudgeOutput>
export async function judge(first: JudgeInput | JudgeInput['query'], relevantIds?: JudgeInput['relevantIds'] | Omit<JudgeInput, 'query'>): Promise<JudgeOutput> {
  return callMCPTool('rag/judge', typeof first === 'object' ? first : { query: first, ...(typeof relevantIds === 'object' ? relevantIds : { relevantIds }) })
}
