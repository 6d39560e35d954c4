export interface DecayInput {
  /** @default "fsrs" */
  model?: 'fsrs' | 'actr' | 'exponential'
  /** Below this chance it moves; by default 0.5 for fsrs (about nine months without use), 0.1 for actr, 0.02 for exponential (half a year). @minimum 0 @maximum 1 */
  floor?: number
  /** @default false */
  dryRun?: boolean
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface DecayOutput {
  toCold: string[]
  count: number
  keptByPin: number
  opId?: string
}

/**
 * Moves faded events and passages of knowledge to the cold tier, which recall reaches only with includeCold; nothing is deleted, and recalling, pinning or meta/undo brings them back. Chance of recall by model: "fsrs" the FSRS forgetting curve, "actr" ACT-R’s recall probability (threshold 0, noise 0.4 over base-level activation in days), "exponential" half-life of 30 days from the last use. Pinned and important (0.75 or more) memories and open tasks never move. With a retention in meta/policy also what is older and was never used.
 * Tool `consolidation/decay`.
 */
export async function decay(model?: DecayInput['model']): Promise<DecayOutput>
export async function decay(model: DecayInput['model'], rest: Omit<DecayInput, 'model'>): Promise<DecayOutput>
export async function decay(input?: DecayInput): Promise<DecayOutput>
export async function decay(first?: DecayInput | DecayInput['model'], rest?: Omit<DecayInput, 'model'>): Promise<DecayOutput> {
  return callMCPTool('consolidation/decay', typeof first === 'object' ? first : { model: first, ...rest })
}
