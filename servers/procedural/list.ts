export interface ListInput {
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** @default "name" */
  sort?: 'name' | 'success' | 'runs' | 'newest'
  /** @integer @default 100 @minimum 1 @maximum 1000 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** @integer @default 0 @minimum 0 */
  offset?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface ListOutput {
  procedures: {
    id: string
    name: string
    version: number
    goal: string
    preconditions: string[]
    parameters: {
      /** @pattern "^[A-Za-z_]\\w{0,63}$" */
      name: string
      /** @default "string" */
      type: 'string' | 'number' | 'boolean'
      /** @maxLength 2000 */
      description?: string
      default?: string | number | boolean
    }[]
    successTest?: string
    tags: string[]
    runs: number
    /** Mean of the Beta posterior with one success and one failure assumed. */
    successProbability: number
    scope: string
    steps: number
  }[]
  total: number
  offset: number
}

/**
 * Lists procedures by name, with how often they ran and how often they succeeded; without steps and code (procedural/get_procedure has them).
 * Tool `procedural/list`, declared read-only.
 */
export async function list(limit?: ListInput['limit']): Promise<ListOutput>
export async function list(limit: ListInput['limit'], rest: Omit<ListInput, 'limit'>): Promise<ListOutput>
export async function list(input?: ListInput): Promise<ListOutput>
export async function list(first?: ListInput | ListInput['limit'], rest?: Omit<ListInput, 'limit'>): Promise<ListOutput> {
  return callMCPTool('procedural/list', typeof first === 'object' ? first : { limit: first, ...rest })
}
