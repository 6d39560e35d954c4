export interface CommitmentsInput {
  /** @maxLength 200 */
  by?: string
  /** @maxLength 200 */
  to?: string
  /** @default "open" */
  status?: 'open' | 'done' | 'cancelled' | 'failed'
  /** @integer @default 50 @minimum 1 @maximum 1000 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export type CommitmentsOutput = CommitmentsOutputItem[]

interface CommitmentsOutputItem {
  promise: {
    id: string
    action: string
    status: 'open' | 'done' | 'cancelled' | 'failed'
    due?: string
    deadline?: string
    repeat?: string
    timeZone?: string
    cue?: CommitmentsOutputSchema0
    priority: number
    dependsOn: string[]
    goal?: string
    promisedBy?: string
    promisedTo?: string
    tags: string[]
    note?: string
    scope: string
  }
  evidence?: string
  late: boolean
}

type CommitmentsOutputSchema0 = string | number | boolean | null | CommitmentsOutputSchema0[] | { [key: string]: CommitmentsOutputSchema0 }

/**
 * Lists promises made by or to someone, with the exact words or the event that prove them: tasks that have promisedBy or promisedTo.
 * Tool `prospective/commitments`, declared read-only.
 */
export async function commitments(by?: CommitmentsInput['by'], to?: CommitmentsInput['to']): Promise<CommitmentsOutput>
export async function commitments(by: CommitmentsInput['by'], rest: Omit<CommitmentsInput, 'by'>): Promise<CommitmentsOutput>
export async function commitments(input?: CommitmentsInput): Promise<CommitmentsOutput>
export async function commitments(first?: CommitmentsInput | CommitmentsInput['by'], to?: CommitmentsInput['to'] | Omit<CommitmentsInput, 'by'>): Promise<CommitmentsOutput> {
  return callMCPTool('prospective/commitments', typeof first === 'object' ? first : { by: first, ...(typeof to === 'object' ? to : { to }) })
}
