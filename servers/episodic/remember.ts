export interface RememberInput {
  /** @maxLength 200000 */
  content: string
  /** When it happened; now by default. */
  occurredAt?: /* @maxLength 60 */ string | number
  /** @maxLength 200 */
  place?: string
  /** People concerned. @maxItems 50 */
  participants?: string[]
  /** Who said it, for utterances. @maxLength 200 */
  speaker?: string
  /** Conversation or sitting it belongs to; neighbours in a session help recall. @maxLength 200 */
  session?: string
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** 0 trifling … 1 vital; 0.5 by default. @minimum 0 @maximum 1 */
  importance?: number
  /** -1 unpleasant … 1 pleasant. @minimum -1 @maximum 1 */
  affect?: number
  /** Where it comes from: a file, an address, a person. @maxLength 200 */
  source?: string
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface RememberOutput {
  id: string
  duplicateOf?: string
  novelty: number
  opId: string
}

/**
 * Remembers one event with its time, place and people. The same event told again (equal text at the same time, or within a day when no time is given) strengthens the first memory instead of adding one: `duplicateOf` names it. `novelty` is 1 minus the greatest share of terms in common with an earlier memory of the scope.
 * Tool `episodic/remember`.
 */
export async function remember(content: RememberInput['content']): Promise<RememberOutput>
export async function remember(content: RememberInput['content'], rest: Omit<RememberInput, 'content'>): Promise<RememberOutput>
export async function remember(input: RememberInput): Promise<RememberOutput>
export async function remember(first: RememberInput | RememberInput['content'], rest?: Omit<RememberInput, 'content'>): Promise<RememberOutput> {
  return callMCPTool('episodic/remember', typeof first === 'object' ? first : { content: first, ...rest })
}
