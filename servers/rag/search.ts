export interface SearchInput {
  /** @maxLength 2000 */
  query: string
  /** @integer @default 10 @minimum 1 @maximum 1000 */
  limit?: number
  /** Only in this document. @minLength 1 @maxLength 100 */
  documentId?: string
  /** Only documents whose path begins so. @maxLength 4000 */
  pathPrefix?: string
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
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
  content: string
  score: number
  cite: {
    chunkId: string
    documentId: string
    title: string
    path?: string
    headings: string[]
    page?: number
    lines?: number[]
    /** The document has changed since; this passage is no longer in it. */
    outdated?: boolean
  }
  why?: {
    recallId: string
    rank: number
    signals: { [key: string]: number }
  }
}

/**
 * Searches documents only (no events, no beliefs), best passage first, each with its citation. Exact identifiers with hyphens, dots or slashes are found as written. For context over all layers use rag/retrieve.
 * Tool `rag/search`, declared read-only.
 */
export async function search(query: SearchInput['query'], limit?: SearchInput['limit']): Promise<SearchOutput>
export async function search(query: SearchInput['query'], rest: Omit<SearchInput, 'query'>): Promise<SearchOutput>
export async function search(input: SearchInput): Promise<SearchOutput>
export async function search(first: SearchInput | SearchInput['query'], limit?: SearchInput['limit'] | Omit<SearchInput, 'query'>): Promise<SearchOutput> {
  return callMCPTool('rag/search', typeof first === 'object' ? first : { query: first, ...(typeof limit === 'object' ? limit : { limit }) })
}
