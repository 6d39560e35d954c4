export interface SourceInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** @integer @default 10 @minimum 0 @maximum 20 */
  depth?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface SourceOutput {
  chain: {
    id: string
    layer: string
    kind: string
    /** Verbatim. */
    content: string
    client?: string
    session?: string
    execution?: string
    /** What the writer named as source. */
    origin?: string
    externalId?: string
    trust: number
    recordedAt: string
    /** How it ended, if it did. */
    ended?: string
    /** How the memory asked for goes back to this one. */
    relation?: string
    depth: number
  }[]
  operations: {
    opId: string
    operation: string
    at: string
    client: string
  }[]
}

/**
 * Tells where a memory comes from: who wrote it, when, through which client and run, and every memory it was derived from, verbatim, back to the originals.
 * Tool `meta/source`, declared read-only.
 */
export async function source(id: SourceInput['id']): Promise<SourceOutput>
export async function source(id: SourceInput['id'], rest: Omit<SourceInput, 'id'>): Promise<SourceOutput>
export async function source(input: SourceInput): Promise<SourceOutput>
export async function source(first: SourceInput | SourceInput['id'], rest?: Omit<SourceInput, 'id'>): Promise<SourceOutput> {
  return callMCPTool('meta/source', typeof first === 'object' ? first : { id: first, ...rest })
}
