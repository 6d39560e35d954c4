export interface AroundInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** @integer @default 5 @minimum 0 @maximum 500 */
  before?: number
  /** @integer @default 5 @minimum 0 @maximum 500 */
  after?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export interface AroundOutput {
  before: {
    id: string
    content: string
    /** ISO 8601. */
    occurredAt?: string
    tags: string[]
    session?: string
    /** Place in the session, from 0. */
    position?: number
    speaker?: string
    participants?: string[]
    place?: string
    importance?: number
    /** -1 unpleasant … 1 pleasant. */
    affect?: number
    /** How often it was reported, if more than once. */
    observed?: number
    scope: string
  }[]
  event: {
    id: string
    content: string
    /** ISO 8601. */
    occurredAt?: string
    tags: string[]
    session?: string
    /** Place in the session, from 0. */
    position?: number
    speaker?: string
    participants?: string[]
    place?: string
    importance?: number
    /** -1 unpleasant … 1 pleasant. */
    affect?: number
    /** How often it was reported, if more than once. */
    observed?: number
    scope: string
  }
  after: {
    id: string
    content: string
    /** ISO 8601. */
    occurredAt?: string
    tags: string[]
    session?: string
    /** Place in the session, from 0. */
    position?: number
    speaker?: string
    participants?: string[]
    place?: string
    importance?: number
    /** -1 unpleasant … 1 pleasant. */
    affect?: number
    /** How often it was reported, if more than once. */
    observed?: number
    scope: string
  }[]
}

/**
 * Gives what came right before and after an event: in its session by order, without a session by time. With a token budget the farthest are left out first.
 * Tool `episodic/around`, declared read-only.
 */
export async function around(id: AroundInput['id'], before?: AroundInput['before'], after?: AroundInput['after']): Promise<AroundOutput>
export async function around(id: AroundInput['id'], rest: Omit<AroundInput, 'id'>): Promise<AroundOutput>
export async function around(input: AroundInput): Promise<AroundOutput>
export async function around(first: AroundInput | AroundInput['id'], before?: AroundInput['before'] | Omit<AroundInput, 'id'>, after?: AroundInput['after']): Promise<AroundOutput> {
  return callMCPTool('episodic/around', typeof first === 'object' ? first : { id: first, ...(typeof before === 'object' ? before : { before, after }) })
}
