export interface ConflictsInput {
  /** @default "open" */
  status?: 'open' | 'resolved'
  /** @maxLength 200 */
  subject?: string
  /** @minimum 0 @maximum 1 */
  minSeverity?: number
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type ConflictsOutput = ConflictsOutputItem[]

interface ConflictsOutputItem {
  conflictId: string
  status: 'open' | 'resolved'
  a: {
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
  }
  b: {
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
  }
  /** 0 … 1: the lower of the two confidences, scaled by trust. Two certain beliefs that exclude each other are worst. */
  severity: number
  since: string
  decision?: string
  rationale?: string
}

/**
 * Lists contradictions between beliefs: same subject and predicate, true at the same time, objects that exclude each other. They are found when a belief is stored, only among beliefs of the same subject and predicate in the same scope, and stay until semantic/resolve decides.
 * Tool `semantic/conflicts`, declared read-only.
 */
export async function conflicts(status?: ConflictsInput['status']): Promise<ConflictsOutput>
export async function conflicts(status: ConflictsInput['status'], rest: Omit<ConflictsInput, 'status'>): Promise<ConflictsOutput>
export async function conflicts(input?: ConflictsInput): Promise<ConflictsOutput>
export async function conflicts(first?: ConflictsInput | ConflictsInput['status'], rest?: Omit<ConflictsInput, 'status'>): Promise<ConflictsOutput> {
  return callMCPTool('semantic/conflicts', typeof first === 'object' ? first : { status: first, ...rest })
}
