export interface MatchPatternInput {
  /** @minItems 1 @maxItems 8 */
  patterns: [string, string, string][]
  /** Type that the entity of a variable must have: {"?who": "person"}. */
  types?: {
    /** @maxLength 200 */
    [key: string]: string
  }
  /** Pairs of variables that must not be the same entity. @maxItems 20 */
  different?: [string, string][]
  validAt?: /* @maxLength 60 */ string | number
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type MatchPatternOutput = MatchPatternOutputItem[]

interface MatchPatternOutputItem {
  bindings: { [key: string]: {
      id: string
      name: string
    } }
  relations: string[]
}

/**
 * Answers a small query over edges: a list of [subject, predicate, object] in which names that begin with "?" are variables, shared between the patterns, as in [["?who", "works on", "?x"], ["?x", "depends on", "React"]]. Gives every binding of the variables that meets all patterns and filters. At most 8 patterns; a pattern without a name or predicate reads all edges.
 * Tool `graph/match_pattern`, declared read-only.
 */
export async function matchPattern(patterns: MatchPatternInput['patterns']): Promise<MatchPatternOutput>
export async function matchPattern(patterns: MatchPatternInput['patterns'], rest: Omit<MatchPatternInput, 'patterns'>): Promise<MatchPatternOutput>
export async function matchPattern(input: MatchPatternInput): Promise<MatchPatternOutput>
export async function matchPattern(first: MatchPatternInput | MatchPatternInput['patterns'], rest?: Omit<MatchPatternInput, 'patterns'>): Promise<MatchPatternOutput> {
  return callMCPTool('graph/match_pattern', typeof first === 'object' ? first : { patterns: first, ...rest })
}
