export interface ListTasksInput {
  /** @default "open" */
  status?: 'open' | 'done' | 'cancelled' | 'failed' | 'all'
  /** Only tasks with all content words of this. @maxLength 2000 */
  about?: string
  /** @minLength 1 @maxLength 100 */
  goal?: string
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** @integer @default 0 @minimum 0 */
  offset?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
}

export interface ListTasksOutput {
  tasks: {
    id: string
    action: string
    status: 'open' | 'done' | 'cancelled' | 'failed'
    due?: string
    deadline?: string
    repeat?: string
    timeZone?: string
    cue?: ListTasksOutputSchema0
    priority: number
    dependsOn: string[]
    goal?: string
    promisedBy?: string
    promisedTo?: string
    tags: string[]
    note?: string
    scope: string
  }[]
  total: number
  offset: number
}

type ListTasksOutputSchema0 = string | number | boolean | null | ListTasksOutputSchema0[] | { [key: string]: ListTasksOutputSchema0 }

/** Lists tasks by state, goal, tag or words, those with a time first, a page at a time. Tool `prospective/list_tasks`, declared read-only. */
export async function listTasks(status?: ListTasksInput['status'], limit?: ListTasksInput['limit']): Promise<ListTasksOutput>
export async function listTasks(status: ListTasksInput['status'], rest: Omit<ListTasksInput, 'status'>): Promise<ListTasksOutput>
export async function listTasks(input?: ListTasksInput): Promise<ListTasksOutput>
export async function listTasks(first?: ListTasksInput | ListTasksInput['status'], limit?: ListTasksInput['limit'] | Omit<ListTasksInput, 'status'>): Promise<ListTasksOutput> {
  return callMCPTool('prospective/list_tasks', typeof first === 'object' ? first : { status: first, ...(typeof limit === 'object' ? limit : { limit }) })
}
