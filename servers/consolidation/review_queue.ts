export interface ReviewQueueInput {
  /** @integer @default 10 @minimum 1 @maximum 200 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export type ReviewQueueOutput = ReviewQueueOutputItem[]

interface ReviewQueueOutputItem {
  id: string
  layer: string
  kind: string
  content: string
  scope: string
  reason: string
  prompt: string
  retrievability: number
  confidence: number
}

/**
 * Lists what should be looked at again: memories whose support was retracted, then beliefs that are important and about to be forgotten, or were never confirmed. `prompt` is the question to put. Confirm with semantic/verify, replace with semantic/update.
 * Tool `consolidation/review_queue`, declared read-only.
 */
export async function reviewQueue(limit?: ReviewQueueInput['limit']): Promise<ReviewQueueOutput>
export async function reviewQueue(limit: ReviewQueueInput['limit'], rest: Omit<ReviewQueueInput, 'limit'>): Promise<ReviewQueueOutput>
export async function reviewQueue(input?: ReviewQueueInput): Promise<ReviewQueueOutput>
export async function reviewQueue(first?: ReviewQueueInput | ReviewQueueInput['limit'], rest?: Omit<ReviewQueueInput, 'limit'>): Promise<ReviewQueueOutput> {
  return callMCPTool('consolidation/review_queue', typeof first === 'object' ? first : { limit: first, ...rest })
}
