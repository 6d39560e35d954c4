export interface DiffInput {
  from: /* @maxLength 60 */ string | number
  /** Now by default. */
  to?: /* @maxLength 60 */ string | number
  /** @maxLength 200 */
  subject?: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface DiffOutput {
  added: {
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
  changed: {
    before: {
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
    after: {
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
  }[]
  removed: {
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
}

/**
 * Tells what this memory came to believe, changed or stopped believing between two moments: `added`, `changed` (same belief with other confidence, validity or tags, or replaced by a new one) and `removed`.
 * Tool `semantic/diff`, declared read-only.
 */
export async function diff(from: DiffInput['from'], to?: DiffInput['to']): Promise<DiffOutput>
export async function diff(from: DiffInput['from'], rest: Omit<DiffInput, 'from'>): Promise<DiffOutput>
export async function diff(input: DiffInput): Promise<DiffOutput>
export async function diff(first: DiffInput | DiffInput['from'], to?: DiffInput['to'] | Omit<DiffInput, 'from'>): Promise<DiffOutput> {
  return callMCPTool('semantic/diff', typeof first === 'object' ? first : { from: first, ...(typeof to === 'object' ? to : { to }) })
}
