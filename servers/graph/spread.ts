export interface SpreadInput {
  /** @minItems 1 @maxItems 50 */
  seeds: string[]
  /** @integer @default 3 @minimum 1 @maximum 10 */
  steps?: number
  /** Share passed on at each step. @default 0.6 @minimum 0.05 @maximum 0.95 */
  decay?: number
  /** @integer @default 10 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type SpreadOutput = SpreadOutputItem[]

interface SpreadOutputItem {
  id: string
  layer: string
  kind: string
  content: string
  scope: string
  activation: number
}

/**
 * Recalls by association instead of words: activation starts at seeds (entities by name, or memories by id), spreads over edges, links and mentions with `decay` at each step, and is divided among the neighbours (personalised PageRank, Page et al., 1999). Gives the most activated memories of all layers, seeds excluded.
 * Tool `graph/spread`, declared read-only.
 */
export async function spread(seeds: SpreadInput['seeds']): Promise<SpreadOutput>
export async function spread(seeds: SpreadInput['seeds'], rest: Omit<SpreadInput, 'seeds'>): Promise<SpreadOutput>
export async function spread(input: SpreadInput): Promise<SpreadOutput>
export async function spread(first: SpreadInput | SpreadInput['seeds'], rest?: Omit<SpreadInput, 'seeds'>): Promise<SpreadOutput> {
  return callMCPTool('graph/spread', typeof first === 'object' ? first : { seeds: first, ...rest })
}
