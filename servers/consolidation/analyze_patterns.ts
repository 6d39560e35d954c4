export interface AnalyzePatternsInput {
  /** @integer @default 3 @minimum 2 */
  minSupport?: number
  /** How soon the second of a sequence follows. @default 2 @minimum 0.01 @maximum 365 */
  windowDays?: number
  from?: /* @maxLength 60 */ string | number
  to?: /* @maxLength 60 */ string | number
  /** Of each kind. @integer @default 20 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface AnalyzePatternsOutput {
  together: {
    items: string[]
    support: number
    lift: number
    examples: string[]
  }[]
  sequences: {
    first: string
    then: string
    support: number
    confidence: number
    medianDelayMs: number
    examples: string[]
  }[]
  periodic: {
    item: string
    occurrences: number
    intervalDays: number
    variation: number
    nextExpected: string
  }[]
  events: number
}

/**
 * Finds regularities in events by their tags, people and places: what occurs together on a day more than chance would have it (lift), what follows what within a window, and what comes back at a steady interval (variation of the intervals below a quarter). Support is the number of days or occurrences.
 * Tool `consolidation/analyze_patterns`, declared read-only.
 */
export async function analyzePatterns(input?: AnalyzePatternsInput): Promise<AnalyzePatternsOutput> {
  return callMCPTool('consolidation/analyze_patterns', input ?? {})
}
