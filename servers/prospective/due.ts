export interface DueInput {
  /** As if it were this time. */
  now?: /* @maxLength 60 */ string | number
  /** @default 0 @minimum 0 @maximum 3660 */
  horizonDays?: number
  /** @default true */
  includeMissed?: boolean
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export type DueOutput = DueOutputItem[]

interface DueOutputItem {
  id: string
  action: string
  status: 'open' | 'done' | 'cancelled' | 'failed'
  due?: string
  deadline?: string
  repeat?: string
  timeZone?: string
  cue?: DueOutputSchema0
  priority: number
  dependsOn: string[]
  goal?: string
  promisedBy?: string
  promisedTo?: string
  tags: string[]
  note?: string
  scope: string
  state: 'missed' | 'overdue' | 'due' | 'upcoming'
  reason: string
  blockedBy: string[]
}

type DueOutputSchema0 = string | number | boolean | null | DueOutputSchema0[] | { [key: string]: DueOutputSchema0 }

/**
 * Lists open tasks that are due, overdue or missed, and with `horizonDays` those to come, earliest first. Missed is what is past its deadline; `reason` says why each is here.
 * Tool `prospective/due`, declared read-only.
 */
export async function due(horizonDays?: DueInput['horizonDays']): Promise<DueOutput>
export async function due(horizonDays: DueInput['horizonDays'], rest: Omit<DueInput, 'horizonDays'>): Promise<DueOutput>
export async function due(input?: DueInput): Promise<DueOutput>
export async function due(first?: DueInput | DueInput['horizonDays'], rest?: Omit<DueInput, 'horizonDays'>): Promise<DueOutput> {
  return callMCPTool('prospective/due', typeof first === 'object' ? first : { horizonDays: first, ...rest })
}
