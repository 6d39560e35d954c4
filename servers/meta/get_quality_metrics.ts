export interface GetQualityMetricsInput {
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface GetQualityMetricsOutput {
  memories: number
  confidence: number
  /** Share with a named origin or derived from another memory. */
  sourced: number
  /** Share never given in an answer. */
  unused: number
  /** Share with utility above 0.2. */
  useful: number
  /** Share with utility below -0.2. */
  harmful: number
  openConflicts: number
  forReview: number
  /** Beliefs replaced or retracted so far. */
  superseded: number
}

/**
 * Measures the quality of what is stored: mean confidence, share with a named source, share never given in an answer, open contradictions, share marked for review, shares by utility. For size and integrity see meta/memory_health.
 * Tool `meta/get_quality_metrics`, declared read-only.
 */
export async function getQualityMetrics(input?: GetQualityMetricsInput): Promise<GetQualityMetricsOutput> {
  return callMCPTool('meta/get_quality_metrics', input ?? {})
}
