export interface StrengthInput {
  /** @minLength 1 @maxLength 100 */
  id?: string
  /** Without an id: so many of the weakest. @integer @default 20 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Strength at this time instead of now. */
  asOf?: /* @maxLength 60 */ string | number
}

export type StrengthOutput = StrengthOutputItem[]

interface StrengthOutputItem {
  id: string
  content: string
  uses: number
  activation: number
  stability: number
  retrievability: number
  nextReview: string
  tier: string
  pinned: boolean
}

/**
 * Tells how firmly memories are held: uses, ACT-R base-level activation, stability in days and retrievability (0 … 1) by the FSRS forgetting curve, and when to review. For one memory by id, or for those of the scope that are weakest.
 * Tool `meta/strength`, declared read-only.
 */
export async function strength(id?: StrengthInput['id']): Promise<StrengthOutput>
export async function strength(id: StrengthInput['id'], rest: Omit<StrengthInput, 'id'>): Promise<StrengthOutput>
export async function strength(input?: StrengthInput): Promise<StrengthOutput>
export async function strength(first?: StrengthInput | StrengthInput['id'], rest?: Omit<StrengthInput, 'id'>): Promise<StrengthOutput> {
  return callMCPTool('meta/strength', typeof first === 'object' ? first : { id: first, ...rest })
}
