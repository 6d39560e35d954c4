export interface CreateGoalInput {
  /** @maxLength 20000 */
  statement: string
  /** Each must be met. @default [] @maxItems 100 */
  criteria?: string[]
  /** @minLength 1 @maxLength 100 */
  parent?: string
  /** When it should be reached. */
  by?: /* @minimum -8640000000000000 @maximum 8640000000000000 */ number | /* @maxLength 2000 */ string
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface CreateGoalOutput {
  id: string
  goal: {
    id: string
    statement: string
    criteria: string[]
    parent?: string
    by?: string
    tags: string[]
    scope: string
  }
  opId: string
}

/**
 * Sets a goal: something to be reached, with criteria that say when it is, possibly below another goal. A goal is not a task: it has criteria, no cue. Tasks serve it by their `goal`.
 * Tool `prospective/create_goal`.
 */
export async function createGoal(statement: CreateGoalInput['statement']): Promise<CreateGoalOutput>
export async function createGoal(statement: CreateGoalInput['statement'], rest: Omit<CreateGoalInput, 'statement'>): Promise<CreateGoalOutput>
export async function createGoal(input: CreateGoalInput): Promise<CreateGoalOutput>
export async function createGoal(first: CreateGoalInput | CreateGoalInput['statement'], rest?: Omit<CreateGoalInput, 'statement'>): Promise<CreateGoalOutput> {
  return callMCPTool('prospective/create_goal', typeof first === 'object' ? first : { statement: first, ...rest })
}
