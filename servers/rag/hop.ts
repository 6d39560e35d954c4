export interface HopInput {
  /** @maxLength 2000 */
  query: string
  /** @integer @default 2 @minimum 1 @maximum 5 */
  maxHops?: number
  /** @integer @default 10 @minimum 1 @maximum 100 */
  limit?: number
  /** @default ["episodic","semantic","rag","graph"] @minItems 1 */
  layers?: ('episodic' | 'semantic' | 'procedural' | 'prospective' | 'graph' | 'meta' | 'consolidation' | 'rag')[]
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export interface HopOutput {
  chain: {
    hop: number
    query: string
    bridge?: string
    found: string[]
  }[]
  evidence: {
    id: string
    layer: string
    kind: string
    content: string
    scope: string
    score: number
    hop: number
  }[]
}

/**
 * Answers questions whose evidence is in several places: searches, takes the names and rare words that the best evidence adds to the question, searches on with those, and so forth (pseudo-relevance feedback over bridging names). `chain` says what each step searched for and what bridged to it.
 * Tool `rag/hop`, declared read-only.
 */
export async function hop(query: HopInput['query'], maxHops?: HopInput['maxHops']): Promise<HopOutput>
export async function hop(query: HopInput['query'], rest: Omit<HopInput, 'query'>): Promise<HopOutput>
export async function hop(input: HopInput): Promise<HopOutput>
export async function hop(first: HopInput | HopInput['query'], maxHops?: HopInput['maxHops'] | Omit<HopInput, 'query'>): Promise<HopOutput> {
  return callMCPTool('rag/hop', typeof first === 'object' ? first : { query: first, ...(typeof maxHops === 'object' ? maxHops : { maxHops }) })
}
