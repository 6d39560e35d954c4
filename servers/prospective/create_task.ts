export interface CreateTaskInput {
  /** What to do. @maxLength 20000 */
  action: string
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
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface CreateTaskOutput {
  id: string
  task: {
    id: string
    action: string
    status: 'open' | 'done' | 'cancelled' | 'failed'
    due?: string
    deadline?: string
    repeat?: string
    timeZone?: string
    cue?: CreateTaskOutputSchema0
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

type CreateTaskOutputSchema0 = string | number | boolean | null | CreateTaskOutputSchema0[] | { [key: string]: CreateTaskOutputSchema0 }

/**
 * Forms an intention: something to do at a time, when a context occurs (`cue`), after other tasks, or all of these. Due tasks appear in prospective/due and in `athena://memory/context`; cued ones come from prospective/cue, once a context. Promises made by or to someone are tasks with promisedBy and promisedTo.
 * Tool `prospective/create_task`.
 */
export async function createTask(action: CreateTaskInput['action'], when?: CreateTaskInput['when']): Promise<CreateTaskOutput>
export async function createTask(action: CreateTaskInput['action'], rest: Omit<CreateTaskInput, 'action'>): Promise<CreateTaskOutput>
export async function createTask(input: CreateTaskInput): Promise<CreateTaskOutput>
export async function createTask(first: CreateTaskInput | CreateTaskInput['action'], when?: CreateTaskInput['when'] | Omit<CreateTaskInput, 'action'>): Promise<CreateTaskOutput> {
  return callMCPTool('prospective/create_task', typeof first === 'object' ? first : { action: first, ...(typeof when === 'object' ? when : { when }) })
}
