export interface GetTaskInput {
  /** @minLength 1 @maxLength 100 */
  id: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface GetTaskOutput {
  id: string
  action: string
  status: 'open' | 'done' | 'cancelled' | 'failed'
  due?: string
  deadline?: string
  repeat?: string
  timeZone?: string
  cue?: GetTaskOutputSchema0
  priority: number
  dependsOn: string[]
  goal?: string
  promisedBy?: string
  promisedTo?: string
  tags: string[]
  note?: string
  scope: string
  blockedBy: string[]
  blocks: string[]
  evidence?: string
  events: {
    id: string
    content: string
    at: string
  }[]
}

type GetTaskOutputSchema0 = string | number | boolean | null | GetTaskOutputSchema0[] | { [key: string]: GetTaskOutputSchema0 }

/** Gives one task with what it waits for, what waits for it, and the events of its course. Tool `prospective/get_task`, declared read-only. */
export async function getTask(id: GetTaskInput['id']): Promise<GetTaskOutput>
export async function getTask(id: GetTaskInput['id'], rest: Omit<GetTaskInput, 'id'>): Promise<GetTaskOutput>
export async function getTask(input: GetTaskInput): Promise<GetTaskOutput>
export async function getTask(first: GetTaskInput | GetTaskInput['id'], rest?: Omit<GetTaskInput, 'id'>): Promise<GetTaskOutput> {
  return callMCPTool('prospective/get_task', typeof first === 'object' ? first : { id: first, ...rest })
}
