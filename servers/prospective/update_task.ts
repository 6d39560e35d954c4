export interface UpdateTaskInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** @maxLength 20000 */
  action?: string
  /** When it is due: a time, or words such as "tomorrow at 9" or "next Friday" (English, read relative to now by the clocks of `timeZone`). */
  when?: /* @minimum -8640000000000000 @maximum 8640000000000000 */ number | /* @maxLength 2000 */ string
  cue?: {
    /** Words or phrases; all words of one must be in the context. @maxItems 50 */
    text?: string[]
    /** @maxItems 50 */
    people?: string[]
    /** Folders or files; also what is below them. @maxItems 50 */
    paths?: string[]
    /** Tools about to be used, such as "github/create_issue". @maxItems 50 */
    tools?: string[]
  }
  /** Latest time; `when` by default. */
  deadline?: /* @maxLength 60 */ string | number
  /** RFC 5545 rule such as "FREQ=WEEKLY;BYDAY=MO", or words such as "every Monday". @maxLength 500 */
  repeat?: string
  /**
   * IANA zone whose clocks `when` and `repeat` go by, such as "Europe/Oslo"; that of this computer by default. A task due every day at nine stays due at nine when clocks change.
   * @maxLength 200
   */
  timeZone?: string
  /** 0 some day … 1 now; 0.5 by default. @minimum 0 @maximum 1 */
  priority?: number
  /** Ids of tasks that must be done first. @maxItems 100 */
  dependsOn?: string[]
  /** Id of the goal it serves. */
  goal?: string
  /** Who promised it, for commitments. @maxLength 200 */
  promisedBy?: string
  /** @maxLength 200 */
  promisedTo?: string
  /** The exact words of a promise, or the id of the event. @maxLength 2000 */
  evidence?: string
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface UpdateTaskOutput {
  id: string
  task: {
    id: string
    action: string
    status: 'open' | 'done' | 'cancelled' | 'failed'
    due?: string
    deadline?: string
    repeat?: string
    timeZone?: string
    cue?: UpdateTaskOutputSchema0
    priority: number
    dependsOn: string[]
    goal?: string
    promisedBy?: string
    promisedTo?: string
    tags: string[]
    note?: string
    scope: string
  }
  opId: string
}

type UpdateTaskOutputSchema0 = string | number | boolean | null | UpdateTaskOutputSchema0[] | { [key: string]: UpdateTaskOutputSchema0 }

/**
 * Changes an open task: its text, time, cue, priority, dependencies, goal. What is not given stays. BAD_ARGUMENTS when it would depend on itself, CONFLICT when it is closed. To close it use prospective/complete_task.
 * Tool `prospective/update_task`.
 */
export async function updateTask(id: UpdateTaskInput['id']): Promise<UpdateTaskOutput>
export async function updateTask(id: UpdateTaskInput['id'], rest: Omit<UpdateTaskInput, 'id'>): Promise<UpdateTaskOutput>
export async function updateTask(input: UpdateTaskInput): Promise<UpdateTaskOutput>
export async function updateTask(first: UpdateTaskInput | UpdateTaskInput['id'], rest?: Omit<UpdateTaskInput, 'id'>): Promise<UpdateTaskOutput> {
  return callMCPTool('prospective/update_task', typeof first === 'object' ? first : { id: first, ...rest })
}
