export interface GetMemoryInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface GetMemoryOutput {
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
  supersededBy?: string
  /** Why it should be looked at again. */
  review?: string
}

/**
 * Gives one belief by its id, also one that is no longer held (`ended` says since when and why), or as it stood at `asOf`.
 * Tool `semantic/get_memory`, declared read-only.
 */
export async function getMemory(id: GetMemoryInput['id']): Promise<GetMemoryOutput>
export async function getMemory(id: GetMemoryInput['id'], rest: Omit<GetMemoryInput, 'id'>): Promise<GetMemoryOutput>
export async function getMemory(input: GetMemoryInput): Promise<GetMemoryOutput>
export async function getMemory(first: GetMemoryInput | GetMemoryInput['id'], rest?: Omit<GetMemoryInput, 'id'>): Promise<GetMemoryOutput> {
  return callMCPTool('semantic/get_memory', typeof first === 'object' ? first : { id: first, ...rest })
}
