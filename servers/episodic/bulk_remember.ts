export interface BulkRememberInput {
  /** Texts, or objects with content and context. @minItems 1 @maxItems 50000 */
  turns: (/* @maxLength 200000 */ string | {
    /** @maxLength 200000 */
    content: string
    /** @maxLength 200 */
    speaker?: string
    occurredAt?: /* @maxLength 60 */ string | number
    /** @maxLength 200 */
    session?: string
    /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
    tags?: string[]
    /** @maxLength 200 */
    place?: string
    /** @maxItems 50 */
    participants?: string[]
    /** @minimum 0 @maximum 1 */
    importance?: number
    /** Id in the system it comes from; a turn with a known one is not stored twice. @maxLength 200 */
    externalId?: string
  })[]
  /** Session of turns that name none. @maxLength 200 */
  session?: string
  /** Where the transcript comes from. @maxLength 200 */
  source?: string
  /** Time of turns that have none; now by default. */
  occurredAt?: /* @maxLength 60 */ string | number
  /** Tags of every turn. @maxItems 64 */
  tags?: string[]
  /** @default "none" */
  boundary?: 'none' | 'gap' | 'topic'
  /** Pause that begins a segment, for boundary "gap". @default 60 @minimum 1 @maximum 525600 */
  gapMinutes?: number
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface BulkRememberOutput {
  /** One id a turn, in order. */
  ids: string[]
  added: number
  duplicates: number
  /** Indexes of the turns that begin a segment. */
  boundaries: number[]
  opId: string
}

/**
 * Remembers many events or a whole transcript, verbatim and in order, in one transaction. Turns of a session are indexed with their neighbours. The same transcript given again adds nothing: turns whose `externalId` is known, or whose text, speaker and time are in the session already, are counted as duplicates. With boundary "gap" or "topic" a long session is cut into segments: a pause of more than `gapMinutes`, or a change of vocabulary (a dip in the likeness of adjacent blocks, after M. Hearst’s TextTiling, 1997); `boundaries` has the index of each first turn. At most 50,000 turns a call.
 * Tool `episodic/bulk_remember`.
 */
export async function bulkRemember(input: BulkRememberInput): Promise<BulkRememberOutput> {
  return callMCPTool('episodic/bulk_remember', input)
}
