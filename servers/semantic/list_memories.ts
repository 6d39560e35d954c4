export interface ListMemoriesInput {
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** @integer @default 0 @minimum 0 */
  offset?: number
  /** Only beliefs about this subject. @maxLength 200 */
  subject?: string
  /** @minItems 1 */
  kinds?: ('fact' | 'preference' | 'rule' | 'definition')[]
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** Only beliefs true in the world at this time. */
  validAt?: /* @maxLength 60 */ string | number
  /** @default false */
  includeEnded?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export interface ListMemoriesOutput {
  memories: {
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
  }[]
  total: number
  offset: number
}

/** Lists beliefs, newest first, a page at a time, without ranking; by subject, kind, tags and validity. Tool `semantic/list_memories`, declared read-only. */
export async function listMemories(limit?: ListMemoriesInput['limit']): Promise<ListMemoriesOutput>
export async function listMemories(limit: ListMemoriesInput['limit'], rest: Omit<ListMemoriesInput, 'limit'>): Promise<ListMemoriesOutput>
export async function listMemories(input?: ListMemoriesInput): Promise<ListMemoriesOutput>
export async function listMemories(first?: ListMemoriesInput | ListMemoriesInput['limit'], rest?: Omit<ListMemoriesInput, 'limit'>): Promise<ListMemoriesOutput> {
  return callMCPTool('semantic/list_memories', typeof first === 'object' ? first : { limit: first, ...rest })
}
