export interface TuneInput {
  /** @default "default" @maxLength 200 */
  set?: string
  /** Share of the questions put aside. @default 0.3 @minimum 0.1 @maximum 0.9 */
  holdout?: number
  /** Only tells what it would adopt. @default false */
  dryRun?: boolean
  /** Back to the built-in weights; nothing is fitted. @default false */
  reset?: boolean
  /** Time for fitting. @integer @default 20000 @minimum 10 @maximum 120000 */
  budgetMs?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface TuneOutput {
  adopted: boolean
  reason: string
  questions: {
    fitted: number
    heldBack: number
  }
  /** Sets of weights that were tried in the time given. @integer */
  tried: number
  /** Those that differ from the built-in ones, as found. */
  weights: { [key: string]: number }
  ndcg10: {
    fitted: {
      before: number
      after: number
    }
    heldBack: {
      before: number
      after: number
    }
  }
  opId?: string
}

/**
 * Fits the weights of ranking to this user’s own golden set (rag/judge), and adopts them only if questions that were held back confirm it. A share of the questions (`holdout`) is put aside by a hash of their text; on the rest each weight in turn is tried at half to double its value, twice round, for the best mean nDCG@10. Adopted only when the mean nDCG@10 of those held back rises by 0.005 or more and more of them gain than lose; otherwise nothing changes, and `reason` says why. Adopted weights rank all layers and scopes; meta/undo with `opId`, or `reset`, brings the old ones back. BAD_ARGUMENTS with fewer than ten questions.
 * Tool `rag/tune`.
 */
export async function tune(set?: TuneInput['set']): Promise<TuneOutput>
export async function tune(set: TuneInput['set'], rest: Omit<TuneInput, 'set'>): Promise<TuneOutput>
export async function tune(input?: TuneInput): Promise<TuneOutput>
export async function tune(first?: TuneInput | TuneInput['set'], rest?: Omit<TuneInput, 'set'>): Promise<TuneOutput> {
  return callMCPTool('rag/tune', typeof first === 'object' ? first : { set: first, ...rest })
}
