export interface ExplainInput {
  /** From `why` of an answer, or from meta/audit with reads. @minLength 1 @maxLength 100 */
  recallId: string
  /** @minLength 1 @maxLength 100 */
  memoryId: string
}

export interface ExplainOutput {
  given: boolean
  /** Rank in that answer. */
  rank?: number
  score?: number
  signals?: { [key: string]: number }
  /** Rank if the question were asked now, among 1000. */
  rankNow?: number
  scoreNow?: number
  signalsNow?: { [key: string]: number }
  bestScore?: number
  reason: string
  query?: string
  at: string
}

/**
 * Explains why a memory came back in an answer, or why it did not: the parts of its score from the same ranker, its rank then and now, and what kept it out.
 * Tool `meta/explain`, declared read-only.
 */
export async function explain(recallId: ExplainInput['recallId'], memoryId: ExplainInput['memoryId']): Promise<ExplainOutput>
export async function explain(recallId: ExplainInput['recallId'], rest: Omit<ExplainInput, 'recallId'>): Promise<ExplainOutput>
export async function explain(input: ExplainInput): Promise<ExplainOutput>
export async function explain(first: ExplainInput | ExplainInput['recallId'], memoryId?: ExplainInput['memoryId'] | Omit<ExplainInput, 'recallId'>): Promise<ExplainOutput> {
  return callMCPTool('meta/explain', typeof first === 'object' ? first : { recallId: first, ...(typeof memoryId === 'object' ? memoryId : { memoryId }) })
}
