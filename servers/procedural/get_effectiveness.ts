export interface GetEffectivenessInput {
  /** @maxLength 200 */
  procedure: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface GetEffectivenessOutput {
  id: string
  name: string
  versions: {
    version: number
    successes: number
    failures: number
    successProbability: number
    low: number
    high: number
  }[]
  steps: {
    index: number
    action: string
    successes: number
    failures: number
    successProbability: number
  }[]
  medianDurationMs?: number
  openRuns: number
  trend: 'better' | 'worse' | 'steady' | 'unknown'
}

/**
 * Tells how well a procedure works: chance of success by version with a 90 % interval (normal approximation of the Beta posterior), by step, usual duration, and whether the last five runs are better or worse than before.
 * Tool `procedural/get_effectiveness`, declared read-only.
 */
export async function getEffectiveness(procedure: GetEffectivenessInput['procedure']): Promise<GetEffectivenessOutput>
export async function getEffectiveness(procedure: GetEffectivenessInput['procedure'], rest: Omit<GetEffectivenessInput, 'procedure'>): Promise<GetEffectivenessOutput>
export async function getEffectiveness(input: GetEffectivenessInput): Promise<GetEffectivenessOutput>
export async function getEffectiveness(first: GetEffectivenessInput | GetEffectivenessInput['procedure'], rest?: Omit<GetEffectivenessInput, 'procedure'>): Promise<GetEffectivenessOutput> {
  return callMCPTool('procedural/get_effectiveness', typeof first === 'object' ? first : { procedure: first, ...rest })
}
