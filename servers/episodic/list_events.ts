export interface ListEventsInput {
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** @integer @default 0 @minimum 0 */
  offset?: number
  /** @default "newest" */
  order?: 'newest' | 'oldest'
  /** Only events with all of these. @maxItems 64 */
  tags?: string[]
  /** @maxLength 200 */
  session?: string
  /** @minItems 1 @maxItems 20 */
  participants?: string[]
  /** @maxLength 200 */
  place?: string
  from?: /* @maxLength 60 */ string | number
  to?: /* @maxLength 60 */ string | number
  /** Also events that decay moved to the cold tier. @default true */
  includeCold?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export interface ListEventsOutput {
  events: {
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
  total: number
  offset: number
}

/**
 * Lists events by time, newest first, a page at a time, without ranking. `total` counts all that match; go on with `offset`.
 * Tool `episodic/list_events`, declared read-only.
 */
export async function listEvents(limit?: ListEventsInput['limit']): Promise<ListEventsOutput>
export async function listEvents(limit: ListEventsInput['limit'], rest: Omit<ListEventsInput, 'limit'>): Promise<ListEventsOutput>
export async function listEvents(input?: ListEventsInput): Promise<ListEventsOutput>
export async function listEvents(first?: ListEventsInput | ListEventsInput['limit'], rest?: Omit<ListEventsInput, 'limit'>): Promise<ListEventsOutput> {
  return callMCPTool('episodic/list_events', typeof first === 'object' ? first : { limit: first, ...rest })
}
