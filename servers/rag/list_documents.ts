export interface ListDocumentsInput {
  /** @maxLength 4000 */
  pathPrefix?: string
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** @integer @default 100 @minimum 1 @maximum 1000 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** @integer @default 0 @minimum 0 */
  offset?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface ListDocumentsOutput {
  documents: {
    id: string
    title: string
    name: string
    path?: string
    type: string
    chunks: number
    tags: string[]
    ingestedAt: string
    scope: string
  }[]
  total: number
  offset: number
  /**
   * Folders whose changes are taken in by themselves. "periodic": every ten minutes, for it has too many folders; "missing": it is not there now; its documents stay.
   */
  watched: {
    folder: string
    scope: string
    since: string
    state: 'watching' | 'periodic' | 'missing' | 'stopped'
    lastRefresh?: string
    problem?: string
  }[]
}

/** Lists the documents that were taken in, by path, a page at a time, and the folders that are watched. Tool `rag/list_documents`, declared read-only. */
export async function listDocuments(limit?: ListDocumentsInput['limit']): Promise<ListDocumentsOutput>
export async function listDocuments(limit: ListDocumentsInput['limit'], rest: Omit<ListDocumentsInput, 'limit'>): Promise<ListDocumentsOutput>
export async function listDocuments(input?: ListDocumentsInput): Promise<ListDocumentsOutput>
export async function listDocuments(first?: ListDocumentsInput | ListDocumentsInput['limit'], rest?: Omit<ListDocumentsInput, 'limit'>): Promise<ListDocumentsOutput> {
  return callMCPTool('rag/list_documents', typeof first === 'object' ? first : { limit: first, ...rest })
}
