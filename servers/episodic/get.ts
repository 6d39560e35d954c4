export interface GetInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** Also gives this many events before and after it. @integer @default 0 @minimum 0 @maximum 50 */
  neighbours?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface GetOutput {
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
  neighbours?: {
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
 * Gives one event by its id, whole, with its neighbours when asked. NOT_FOUND for an unknown id, another scope, or an event that was forgotten.
 * Tool `episodic/get`, declared read-only.
 */
export async function get(id: GetInput['id']): Promise<GetOutput>
export async function get(id: GetInput['id'], rest: Omit<GetInput, 'id'>): Promise<GetOutput>
export async function get(input: GetInput): Promise<GetOutput>
export async function get(first: GetInput | GetInput['id'], rest?: Omit<GetInput, 'id'>): Promise<GetOutput> {
  return callMCPTool('episodic/get', typeof first === 'object' ? first : { id: first, ...rest })
}
