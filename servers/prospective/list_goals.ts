export interface ListGoalsInput {
  /** @minLength 1 @maxLength 100 */
  parent?: string
  /** @default "open" */
  status?: 'open' | 'done' | 'all'
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export type ListGoalsOutput = ListGoalsOutputItem[]

interface ListGoalsOutputItem {
  id: string
  statement: string
  criteria: string[]
  parent?: string
  by?: string
  tags: string[]
  scope: string
  share: number
  status: string
}

/** Lists goals with how far each is; all, or those directly below `parent`. Tool `prospective/list_goals`, declared read-only. */
export async function listGoals(parent?: ListGoalsInput['parent']): Promise<ListGoalsOutput>
export async function listGoals(parent: ListGoalsInput['parent'], rest: Omit<ListGoalsInput, 'parent'>): Promise<ListGoalsOutput>
export async function listGoals(input?: ListGoalsInput): Promise<ListGoalsOutput>
export async function listGoals(first?: ListGoalsInput | ListGoalsInput['parent'], rest?: Omit<ListGoalsInput, 'parent'>): Promise<ListGoalsOutput> {
  return callMCPTool('prospective/list_goals', typeof first === 'object' ? first : { parent: first, ...rest })
}
