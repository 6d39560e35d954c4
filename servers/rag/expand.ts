export interface ExpandInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** @default "section" */
  to?: 'section' | 'document' | 'session'
  /** @integer @default 2000 @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface ExpandOutput {
  text: string
  ids: string[]
  complete: boolean
  cite?: {
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
}

/**
 * Goes from a passage (or event) to what it is part of: its section, its document, its session, within a token budget around it. An outdated passage gives its own text as it was.
 * Tool `rag/expand`, declared read-only.
 */
export async function expand(id: ExpandInput['id'], to?: ExpandInput['to']): Promise<ExpandOutput>
export async function expand(id: ExpandInput['id'], rest: Omit<ExpandInput, 'id'>): Promise<ExpandOutput>
export async function expand(input: ExpandInput): Promise<ExpandOutput>
export async function expand(first: ExpandInput | ExpandInput['id'], to?: ExpandInput['to'] | Omit<ExpandInput, 'id'>): Promise<ExpandOutput> {
  return callMCPTool('rag/expand', typeof first === 'object' ? first : { id: first, ...(typeof to === 'object' ? to : { to }) })
}
