export interface GetExpertiseInput {
  /** @integer @default 20 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type GetExpertiseOutput = GetExpertiseOutputItem[]

interface GetExpertiseOutputItem {
  topic: string
  memories: number
  layers: { [key: string]: number }
  confidence: number
  utility: number
  /** By memories times confidence: below 5, below 25, above. */
  level: 'novice' | 'familiar' | 'expert'
}

/**
 * Tells what this memory knows most about: topics (tags, subjects, names of documents and procedures) with how much of each layer is about them, how sure it is, and how well what it gave was rated.
 * Tool `meta/get_expertise`, declared read-only.
 */
export async function getExpertise(limit?: GetExpertiseInput['limit']): Promise<GetExpertiseOutput>
export async function getExpertise(limit: GetExpertiseInput['limit'], rest: Omit<GetExpertiseInput, 'limit'>): Promise<GetExpertiseOutput>
export async function getExpertise(input?: GetExpertiseInput): Promise<GetExpertiseOutput>
export async function getExpertise(first?: GetExpertiseInput | GetExpertiseInput['limit'], rest?: Omit<GetExpertiseInput, 'limit'>): Promise<GetExpertiseOutput> {
  return callMCPTool('meta/get_expertise', typeof first === 'object' ? first : { limit: first, ...rest })
}
