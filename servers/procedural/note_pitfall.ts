export interface NotePitfallInput {
  /** @maxLength 2000 */
  situation: string
  /** @maxLength 2000 */
  mistake: string
  /** @maxLength 2000 */
  correction: string
  /** 0 harmless … 1 disastrous; 0.5 by default. @minimum 0 @maximum 1 */
  severity?: number
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface NotePitfallOutput {
  id: string
  failures: number
  opId: string
}

/**
 * Notes a mistake and what is right instead, so that procedural/precheck warns before it is repeated. The same mistake in the same situation again (four fifths of the content words equal) is counted, not added.
 * Tool `procedural/note_pitfall`.
 */
export async function notePitfall(situation: NotePitfallInput['situation'], mistake: NotePitfallInput['mistake'], correction: NotePitfallInput['correction']): Promise<NotePitfallOutput>
export async function notePitfall(situation: NotePitfallInput['situation'], rest: Omit<NotePitfallInput, 'situation'>): Promise<NotePitfallOutput>
export async function notePitfall(input: NotePitfallInput): Promise<NotePitfallOutput>
export async function notePitfall(first: NotePitfallInput | NotePitfallInput['situation'], mistake?: NotePitfallInput['mistake'] | Omit<NotePitfallInput, 'situation'>, correction?: NotePitfallInput['correction']): Promise<NotePitfallOutput> {
  return callMCPTool('procedural/note_pitfall', typeof first === 'object' ? first : { situation: first, ...(typeof mistake === 'object' ? mistake : { mistake, correction }) })
}
