export interface RecallInput {
  /** A question, a sentence or some words; any characters, nothing is syntax. @maxLength 2000 */
  query: string
  /** @integer @default 10 @minimum 1 @maximum 1000 */
  limit?: number
  /** Only events with all of these. @maxItems 64 */
  tags?: string[]
  /** @maxLength 200 */
  session?: string
  /** Only events with one of these people. @minItems 1 @maxItems 20 */
  participants?: string[]
  /** @maxLength 200 */
  place?: string
  /** Only events at or after. */
  from?: /* @maxLength 60 */ string | number
  /** Only events at or before. */
  to?: /* @maxLength 60 */ string | number
  /** Also gives this many events before and after each. @integer @default 0 @minimum 0 @maximum 10 */
  neighbours?: number
  /** @default false */
  includeCold?: boolean
  /** Adds `why`: the parts of the score that ranked it. @default false */
  explain?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export type RecallOutput = RecallOutputItem[]

interface RecallOutputItem {
  id: string
  content: string
  score: number
  occurredAt?: string
  tags: string[]
  session?: string
  speaker?: string
  neighbours?: {
    id: string
    content: string
    /** ISO 8601. */
    occurredAt?: string
    tags: string[]
    session?: string
    /** Place in the session, from 0. */
    position?: number
    speaker?: string
    participants?: string[]
    place?: string
    importance?: number
    /** -1 unpleasant … 1 pleasant. */
    affect?: number
    /** How often it was reported, if more than once. */
    observed?: number
    scope: string
  }[]
  why?: {
    recallId: string
    rank: number
    signals: { [key: string]: number }
  }
}

/**
 * Recalls events that fit a question or cue, best first. Ranking is lexical (BM25 over each event and its neighbours in the session) with soft priors for session, speaker, asked-for times and numbers; nothing is filtered unless a filter is given. Every event given counts as a use, which raises its strength. Scores are comparable within one answer only. Suppressed and erased events never come back; events moved to the cold tier only with `includeCold`.
 * Tool `episodic/recall`, declared read-only.
 */
export async function recall(query: RecallInput['query'], limit?: RecallInput['limit']): Promise<RecallOutput>
export async function recall(query: RecallInput['query'], rest: Omit<RecallInput, 'query'>): Promise<RecallOutput>
export async function recall(input: RecallInput): Promise<RecallOutput>
export async function recall(first: RecallInput | RecallInput['query'], limit?: RecallInput['limit'] | Omit<RecallInput, 'query'>): Promise<RecallOutput> {
  return callMCPTool('episodic/recall', typeof first === 'object' ? first : { query: first, ...(typeof limit === 'object' ? limit : { limit }) })
}
