export interface GistInput {
  /** @minItems 1 @maxItems 2000 */
  ids?: string[]
  /** @maxLength 200 */
  session?: string
  /** @maxLength 200000 */
  text?: string
  /** @integer @default 200 @minimum 10 @maximum 10000 */
  maxTokens?: number
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface GistOutput {
  id: string
  text: string
  covers: string[]
  opId: string
}

/**
 * Stores the gist of memories or of a session, linked to its verbatim sources, which stay. The text is yours if you give it; otherwise the most telling sentences are taken as they are (LexRank). meta/source and graph/impact follow the links; a gist whose source is retracted is marked for review.
 * Tool `consolidation/gist`.
 */
export async function gist(ids?: GistInput['ids']): Promise<GistOutput>
export async function gist(ids: GistInput['ids'], rest: Omit<GistInput, 'ids'>): Promise<GistOutput>
export async function gist(input?: GistInput): Promise<GistOutput>
export async function gist(first?: GistInput | GistInput['ids'], rest?: Omit<GistInput, 'ids'>): Promise<GistOutput> {
  return callMCPTool('consolidation/gist', typeof first === 'object' ? first : { ids: first, ...rest })
}
