export interface CueInput {
  /** What is being talked about or done. @maxLength 20000 */
  text?: string
  /** @maxItems 50 */
  people?: string[]
  /** @maxItems 200 */
  paths?: string[]
  /** @maxLength 200 */
  tool?: string
  /** What counts as one context; the session by default. @maxLength 200 */
  episode?: string
  /** @default false */
  peek?: boolean
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export type CueOutput = CueOutputItem[]

interface CueOutputItem {
  task: {
    id: string
    action: string
    status: 'open' | 'done' | 'cancelled' | 'failed'
    due?: string
    deadline?: string
    repeat?: string
    timeZone?: string
    cue?: CueOutputSchema0
    priority: number
    dependsOn: string[]
    goal?: string
    promisedBy?: string
    promisedTo?: string
    tags: string[]
    note?: string
    scope: string
  }
  /** What of the cue was met. */
  matched: string[]
}

type CueOutputSchema0 = string | number | boolean | null | CueOutputSchema0[] | { [key: string]: CueOutputSchema0 }

/**
 * Gives the open tasks that the present context calls to mind: whose cue has words of `text`, a person, a path or a tool of it. Each fires once a session (or `episode`), so the same reminder is not given again and again; with `peek` nothing is marked.
 * Tool `prospective/cue`.
 */
export async function cue(text?: CueInput['text']): Promise<CueOutput>
export async function cue(text: CueInput['text'], rest: Omit<CueInput, 'text'>): Promise<CueOutput>
export async function cue(input?: CueInput): Promise<CueOutput>
export async function cue(first?: CueInput | CueInput['text'], rest?: Omit<CueInput, 'text'>): Promise<CueOutput> {
  return callMCPTool('prospective/cue', typeof first === 'object' ? first : { text: first, ...rest })
}
