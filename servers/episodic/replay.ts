export interface ReplayInput {
  /** @maxLength 200 */
  session: string
  /** @default "verbatim" */
  detail?: 'verbatim' | 'gist'
  /** Position to begin at. @integer @default 0 @minimum 0 */
  from?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** @integer @default 4000 @minimum 1 */
  maxTokens?: number
}

export interface ReplayOutput {
  turns: {
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
  next?: number
}

/**
 * Gives a whole session back in order, for a hand-off or to see what went wrong; never ranked. "verbatim" gives the turns (from the first, until `maxTokens`; `next` is where to go on); "gist" picks the most telling turns, in order, that fit into `maxTokens`.
 * Tool `episodic/replay`, declared read-only.
 */
export async function replay(session: ReplayInput['session']): Promise<ReplayOutput>
export async function replay(session: ReplayInput['session'], rest: Omit<ReplayInput, 'session'>): Promise<ReplayOutput>
export async function replay(input: ReplayInput): Promise<ReplayOutput>
export async function replay(first: ReplayInput | ReplayInput['session'], rest?: Omit<ReplayInput, 'session'>): Promise<ReplayOutput> {
  return callMCPTool('episodic/replay', typeof first === 'object' ? first : { session: first, ...rest })
}
