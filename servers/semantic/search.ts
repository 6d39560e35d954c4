export interface SearchInput {
  /** @maxLength 2000 */
  query: string
  /** @integer @default 10 @minimum 1 @maximum 1000 */
  limit?: number
  /** @minItems 1 */
  kinds?: ('fact' | 'preference' | 'rule' | 'definition')[]
  /** Only beliefs with all of these. @maxItems 64 */
  tags?: string[]
  /** @minimum 0 @maximum 1 */
  minConfidence?: number
  /** True in the world at this time; now by default. */
  validAt?: /* @maxLength 60 */ string | number
  /** Also beliefs that were superseded, retracted or are not valid at the time. @default false */
  includeEnded?: boolean
  /** Adds `why`: the parts of the score that ranked it. @default false */
  explain?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export type SearchOutput = SearchOutputItem[]

interface SearchOutputItem {
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
  score: number
  why?: {
    recallId: string
    rank: number
    signals: { [key: string]: number }
  }
}

/**
 * Searches what is believed now, best first; or what was believed at `asOf`, or true at `validAt`. Superseded, expired and retracted beliefs are left out unless `includeEnded`. Confidence is lowered by what is known of the source (`meta/trust`).
 * Tool `semantic/search`, declared read-only.
 */
export async function search(query: SearchInput['query'], limit?: SearchInput['limit']): Promise<SearchOutput>
export async function search(query: SearchInput['query'], rest: Omit<SearchInput, 'query'>): Promise<SearchOutput>
export async function search(input: SearchInput): Promise<SearchOutput>
export async function search(first: SearchInput | SearchInput['query'], limit?: SearchInput['limit'] | Omit<SearchInput, 'query'>): Promise<SearchOutput> {
  return callMCPTool('semantic/search', typeof first === 'object' ? first : { query: first, ...(typeof limit === 'object' ? limit : { limit }) })
}
