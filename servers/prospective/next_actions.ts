export interface NextActionsInput {
  /** Only tasks that serve this goal or goals below it. @minLength 1 @maxLength 100 */
  goal?: string
  /** @integer @default 10 @minimum 1 @maximum 1000 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export type NextActionsOutput = NextActionsOutputItem[]

interface NextActionsOutputItem {
  task: {
    id: string
    action: string
    status: 'open' | 'done' | 'cancelled' | 'failed'
    due?: string
    deadline?: string
    repeat?: string
    timeZone?: string
    cue?: NextActionsOutputSchema0
    priority: number
    dependsOn: string[]
    goal?: string
    promisedBy?: string
    promisedTo?: string
    tags: string[]
    note?: string
    scope: string
  }
  urgency: number
  whyNow: string
  blockedBy: string[]
}

type NextActionsOutputSchema0 = string | number | boolean | null | NextActionsOutputSchema0[] | { [key: string]: NextActionsOutputSchema0 }

/**
 * Orders open work: what can begin now before what waits, then by urgency (time left to the deadline or due time), priority and how many other tasks wait for it. `whyNow` says the reasons.
 * Tool `prospective/next_actions`, declared read-only.
 */
export async function nextActions(goal?: NextActionsInput['goal'], limit?: NextActionsInput['limit']): Promise<NextActionsOutput>
export async function nextActions(goal: NextActionsInput['goal'], rest: Omit<NextActionsInput, 'goal'>): Promise<NextActionsOutput>
export async function nextActions(input?: NextActionsInput): Promise<NextActionsOutput>
export async function nextActions(first?: NextActionsInput | NextActionsInput['goal'], limit?: NextActionsInput['limit'] | Omit<NextActionsInput, 'goal'>): Promise<NextActionsOutput> {
  return callMCPTool('prospective/next_actions', typeof first === 'object' ? first : { goal: first, ...(typeof limit === 'object' ? limit : { limit }) })
}
