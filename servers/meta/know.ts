export interface KnowInput {
  /** @maxLength 2000 */
  query: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface KnowOutput {
  feelingOfKnowing: number
  verdict: 'unknown' | 'vague' | 'known'
  coverage: {
    term: string
    memories: number
  }[]
  /** Memories that fit, by layer, at most 100 in all. */
  found: { [key: string]: number }
  newest?: string
  oldest?: string
  /** Open contradictions among what fits. */
  conflicts: number
}

/**
 * Tells cheaply whether anything is known about something, without giving contents. `feelingOfKnowing` (0 … 1) is the best share of the question’s rare words that one memory and its neighbours cover; `coverage` says which words are known at all. Below 0.3 it is better to say "I do not know" than to recall. Numbers of memories are by layer, with the newest and oldest.
 * Tool `meta/know`, declared read-only.
 */
export async function know(query: KnowInput['query']): Promise<KnowOutput>
export async function know(query: KnowInput['query'], rest: Omit<KnowInput, 'query'>): Promise<KnowOutput>
export async function know(input: KnowInput): Promise<KnowOutput>
export async function know(first: KnowInput | KnowInput['query'], rest?: Omit<KnowInput, 'query'>): Promise<KnowOutput> {
  return callMCPTool('meta/know', typeof first === 'object' ? first : { query: first, ...rest })
}
