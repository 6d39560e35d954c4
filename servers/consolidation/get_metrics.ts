export interface GetMetricsInput {
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface GetMetricsOutput {
  proposals: { [key: string]: number }
  /** Accepted among decided, 0 … 1. */
  acceptance: number
  merged: number
  promoted: number
  gists: number
  /** Characters of gists per character of their sources; 0 without gists. */
  compression: number
  insights: number
  cold: number
}

/**
 * Measures what consolidation has achieved: proposals by decision (and the share accepted), memories merged away, facts that rest on events, gists with how much shorter they are than their sources, memories in the cold tier.
 * Tool `consolidation/get_metrics`, declared read-only.
 */
export async function getMetrics(input?: GetMetricsInput): Promise<GetMetricsOutput> {
  return callMCPTool('consolidation/get_metrics', input ?? {})
}
