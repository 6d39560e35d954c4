export interface GetAttentionMetricsInput {
  since?: /* @maxLength 60 */ string | number
  /** @integer @default 10 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface GetAttentionMetricsOutput {
  answers: number
  tokens: number
  /** Share of questions that found nothing. */
  empty: number
  concentration: number
  days: {
    day: string
    answers: number
    tokens: number
  }[]
  most: {
    id: string
    content: string
    times: number
  }[]
}

/**
 * Tells where attention goes: answers and tokens a day, share of questions that found nothing, and the memories given most in a period (the last 30 days by default). `concentration` is the share of all gifts that the top tenth of the given memories took.
 * Tool `meta/get_attention_metrics`, declared read-only.
 */
export async function getAttentionMetrics(since?: GetAttentionMetricsInput['since']): Promise<GetAttentionMetricsOutput>
export async function getAttentionMetrics(since: GetAttentionMetricsInput['since'], rest: Omit<GetAttentionMetricsInput, 'since'>): Promise<GetAttentionMetricsOutput>
export async function getAttentionMetrics(input?: GetAttentionMetricsInput): Promise<GetAttentionMetricsOutput>
export async function getAttentionMetrics(first?: GetAttentionMetricsInput | GetAttentionMetricsInput['since'], rest?: Omit<GetAttentionMetricsInput, 'since'>): Promise<GetAttentionMetricsOutput> {
  return callMCPTool('meta/get_attention_metrics', typeof first === 'object' ? first : { since: first, ...rest })
}
