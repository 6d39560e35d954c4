export interface LastTimeInput {
  /** @maxLength 2000 */
  what?: string
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** @minItems 1 @maxItems 20 */
  participants?: string[]
  /** How many of the latest. @integer @default 1 @minimum 1 @maximum 100 */
  count?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type LastTimeOutput = LastTimeOutputItem[]

interface LastTimeOutputItem {
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
  elapsed: string
  elapsedMs: number
}

/**
 * Tells when something last happened and how long ago: the latest events that have all content words of `what` (and the tags and people, if given). By time, never by likeness.
 * Tool `episodic/last_time`, declared read-only.
 */
export async function lastTime(what?: LastTimeInput['what'], count?: LastTimeInput['count']): Promise<LastTimeOutput>
export async function lastTime(what: LastTimeInput['what'], rest: Omit<LastTimeInput, 'what'>): Promise<LastTimeOutput>
export async function lastTime(input?: LastTimeInput): Promise<LastTimeOutput>
export async function lastTime(first?: LastTimeInput | LastTimeInput['what'], count?: LastTimeInput['count'] | Omit<LastTimeInput, 'what'>): Promise<LastTimeOutput> {
  return callMCPTool('episodic/last_time', typeof first === 'object' ? first : { what: first, ...(typeof count === 'object' ? count : { count }) })
}
