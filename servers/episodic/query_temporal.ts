export interface QueryTemporalInput {
  from: /* @maxLength 60 */ string | number
  /** Now by default; inclusive. */
  to?: /* @maxLength 60 */ string | number
  /** @maxLength 2000 */
  about?: string
  /** @default "day" */
  granularity?: 'day' | 'week' | 'month' | 'year'
  /** @default "oldest" */
  order?: 'oldest' | 'newest'
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** @minItems 1 @maxItems 20 */
  participants?: string[]
  /** @integer @default 200 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export interface QueryTemporalOutput {
  buckets: {
    /** 2026-05-01, 2026-W18, 2026-05 or 2026. */
    bucket: string
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
  }[]
  total: number
}

/**
 * Lists what happened in a span of time, in order, by day, week, month or year (UTC). No ranking; `about` keeps only events with all content words of it. Answers "what happened in May". At most `limit` events; `total` counts all.
 * Tool `episodic/query_temporal`, declared read-only.
 */
export async function queryTemporal(from: QueryTemporalInput['from'], to?: QueryTemporalInput['to']): Promise<QueryTemporalOutput>
export async function queryTemporal(from: QueryTemporalInput['from'], rest: Omit<QueryTemporalInput, 'from'>): Promise<QueryTemporalOutput>
export async function queryTemporal(input: QueryTemporalInput): Promise<QueryTemporalOutput>
export async function queryTemporal(first: QueryTemporalInput | QueryTemporalInput['from'], to?: QueryTemporalInput['to'] | Omit<QueryTemporalInput, 'from'>): Promise<QueryTemporalOutput> {
  return callMCPTool('episodic/query_temporal', typeof first === 'object' ? first : { from: first, ...(typeof to === 'object' ? to : { to }) })
}
