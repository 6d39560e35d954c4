export interface RelateInput {
  /** @maxLength 200 */
  subject: string
  /** @maxLength 200 */
  predicate: string
  /** @maxLength 200 */
  object: string
  validFrom?: /* @maxLength 60 */ string | number
  validTo?: /* @maxLength 60 */ string | number
  /** 1 by default; more is closer. @maximum 1000 @exclusiveMinimum 0 */
  weight?: number
  /** @minimum 0 @maximum 1 */
  confidence?: number
  /** @maxItems 100 */
  sources?: string[]
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface RelateOutput {
  id: string
  relation: {
    id: string
    subject: {
      id: string
      name: string
    }
    predicate: string
    object: {
      id: string
      name: string
    }
    weight: number
    confidence: number
    validFrom?: string
    validTo?: string
    sources: string[]
    scope: string
  }
  strengthened: boolean
  opId: string
}

/**
 * Connects two entities by a typed, weighted edge that may be true for a time only. Entities are named by id, name or alias and made when they are not there. The same edge for an overlapping time is strengthened and its time widened; for a disjoint time it is another edge.
 * Tool `graph/relate`.
 */
export async function relate(subject: RelateInput['subject'], predicate: RelateInput['predicate'], object: RelateInput['object']): Promise<RelateOutput>
export async function relate(subject: RelateInput['subject'], rest: Omit<RelateInput, 'subject'>): Promise<RelateOutput>
export async function relate(input: RelateInput): Promise<RelateOutput>
export async function relate(first: RelateInput | RelateInput['subject'], predicate?: RelateInput['predicate'] | Omit<RelateInput, 'subject'>, object?: RelateInput['object']): Promise<RelateOutput> {
  return callMCPTool('graph/relate', typeof first === 'object' ? first : { subject: first, ...(typeof predicate === 'object' ? predicate : { predicate, object }) })
}
