export interface StoreInput {
  /** The belief in a sentence. Needed unless subject, predicate and object are given. @maxLength 20000 */
  statement?: string
  /** @maxLength 200 */
  subject?: string
  /** @maxLength 200 */
  predicate?: string
  /** @maxLength 2000 */
  object?: string
  /** @default "fact" */
  kind?: 'fact' | 'preference' | 'rule' | 'definition'
  /** 0 a guess … 1 certain. @default 0.9 @minimum 0 @maximum 1 */
  confidence?: number
  /** True in the world from this time. */
  validFrom?: /* @maxLength 60 */ string | number
  /** True until this time. */
  validTo?: /* @maxLength 60 */ string | number
  /** When it applies, for rules and preferences: "when writing to customers". @maxLength 2000 */
  condition?: string
  /** Ids of memories, files, addresses or people that support it. @maxItems 100 */
  sources?: string[]
  /** Whether the subject can have only one object at a time (lives in: yes, likes: no). Guessed for common predicates. */
  single?: boolean
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface StoreOutput {
  id: string
  verdict: 'new' | 'duplicate' | 'refines' | 'contradicts'
  conflicts: {
    id: string
    conflictId: string
    statement: string
  }[]
  refines?: string
  opId: string
}

/**
 * Stores a belief, with the time it is true and what supports it. Nothing is overwritten: `verdict` says whether it is new, a duplicate (the first is strengthened), a refinement (more precise than one stored) or contradicts beliefs of the same subject and predicate that are true at the same time; `conflicts` names those, and each waits in `semantic/conflicts` for a decision. To replace a belief use `semantic/update`. Subject, predicate and object are read from simple sentences ("Anna lives in Oslo") when not given.
 * Tool `semantic/store`.
 */
export async function store(statement?: StoreInput['statement']): Promise<StoreOutput>
export async function store(statement: StoreInput['statement'], rest: Omit<StoreInput, 'statement'>): Promise<StoreOutput>
export async function store(input?: StoreInput): Promise<StoreOutput>
export async function store(first?: StoreInput | StoreInput['statement'], rest?: Omit<StoreInput, 'statement'>): Promise<StoreOutput> {
  return callMCPTool('semantic/store', typeof first === 'object' ? first : { statement: first, ...rest })
}
