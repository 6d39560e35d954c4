export interface HistoryInput {
  /** @minLength 1 @maxLength 100 */
  id?: string
  /** @maxLength 200 */
  subject?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export type HistoryOutput = HistoryOutputItem[]

interface HistoryOutputItem {
  id: string
  statement: string
  kind: 'fact' | 'preference' | 'rule' | 'definition'
  subject?: string
  predicate?: string
  object?: string
  /** When it applies. */
  condition?: string
  confidence: number
  validFrom?: string
  validTo?: string
  tags: string[]
  sources: string[]
  /** How often it was stated, if more than once. */
  observed?: number
  scope: string
  recordedAt: string
  /** Set when it is no longer believed. */
  ended?: {
    at: string
    by: string
    reason?: string
  }
  supersedes: string[]
  supersededBy?: string
  operations: {
    opId: string
    operation: string
    at: string
    client: string
  }[]
}

/**
 * Shows how a belief, or all beliefs about a subject, came to be and ended, on both time axes, oldest first: asserted, replaced by which, expired, retracted, by whom and why, with every operation.
 * Tool `semantic/history`, declared read-only.
 */
export async function history(id?: HistoryInput['id']): Promise<HistoryOutput>
export async function history(id: HistoryInput['id'], rest: Omit<HistoryInput, 'id'>): Promise<HistoryOutput>
export async function history(input?: HistoryInput): Promise<HistoryOutput>
export async function history(first?: HistoryInput | HistoryInput['id'], rest?: Omit<HistoryInput, 'id'>): Promise<HistoryOutput> {
  return callMCPTool('semantic/history', typeof first === 'object' ? first : { id: first, ...rest })
}
