export interface EvaluateInput {
  /** @default "default" @maxLength 200 */
  set?: string
  /** @minItems 1 @maxItems 5000 */
  questions?: {
    /** @maxLength 2000 */
    query: string
    /** @minItems 1 */
    relevantIds: string[]
  }[]
  /** @default [5,10,20] @minItems 1 @maxItems 10 */
  k?: number[]
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface EvaluateOutput {
  questions: number
  recall: { [key: string]: number }
  ndcg10: number
  mrr: number
  worst: {
    query: string
    firstRank?: number
    recall10: number
  }[]
  /** By reciprocal rank. */
  regressions: {
    query: string
    before: number
    now: number
  }[]
}

/**
 * Measures retrieval on a golden set (rag/judge), or on `questions` given here, by the ranker that all layers use: recall at k, nDCG@10 and MRR, each question’s rank of the first right answer, and what became worse since the last evaluation of the set.
 * Tool `rag/evaluate`, declared read-only.
 */
export async function evaluate(set?: EvaluateInput['set']): Promise<EvaluateOutput>
export async function evaluate(set: EvaluateInput['set'], rest: Omit<EvaluateInput, 'set'>): Promise<EvaluateOutput>
export async function evaluate(input?: EvaluateInput): Promise<EvaluateOutput>
export async function evaluate(first?: EvaluateInput | EvaluateInput['set'], rest?: Omit<EvaluateInput, 'set'>): Promise<EvaluateOutput> {
  return callMCPTool('rag/evaluate', typeof first === 'object' ? first : { set: first, ...rest })
}
