export interface HandoffInput {
  /** Session of the client, or name of a remembered conversation; the present one by default. @maxLength 200 */
  session?: string
  /** For the last events. @integer @default 1000 @minimum 1 */
  maxTokens?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface HandoffOutput {
  session: string
  openTasks: {
    id: string
    action: string
    status: 'open' | 'done' | 'cancelled' | 'failed'
    due?: string
    deadline?: string
    repeat?: string
    timeZone?: string
    cue?: HandoffOutputSchema0
    priority: number
    dependsOn: string[]
    goal?: string
    promisedBy?: string
    promisedTo?: string
    tags: string[]
    note?: string
    scope: string
  }[]
  openRuns: {
    id: string
    layer: string
    kind: string
    content: string
    scope: string
  }[]
  openConflicts: {
    id: string
    layer: string
    kind: string
    content: string
    scope: string
  }[]
  /** The most telling of the last thirty events, in order. */
  lastState: {
    id: string
    layer: string
    kind: string
    content: string
    scope: string
  }[]
  suggestedFirstStep?: {
    id: string
    action: string
    status: 'open' | 'done' | 'cancelled' | 'failed'
    due?: string
    deadline?: string
    repeat?: string
    timeZone?: string
    cue?: HandoffOutputSchema0
    priority: number
    dependsOn: string[]
    goal?: string
    promisedBy?: string
    promisedTo?: string
    tags: string[]
    note?: string
    scope: string
  }
}

type HandoffOutputSchema0 = string | number | boolean | null | HandoffOutputSchema0[] | { [key: string]: HandoffOutputSchema0 }

/**
 * Collects what a session leaves open for the next one: tasks it made that are still open, runs of procedures it began and did not finish, contradictions it caused, its last events, and the first step that is ready. Read at the beginning of a session or written at the end of one.
 * Tool `prospective/handoff`, declared read-only.
 */
export async function handoff(session?: HandoffInput['session']): Promise<HandoffOutput>
export async function handoff(session: HandoffInput['session'], rest: Omit<HandoffInput, 'session'>): Promise<HandoffOutput>
export async function handoff(input?: HandoffInput): Promise<HandoffOutput>
export async function handoff(first?: HandoffInput | HandoffInput['session'], rest?: Omit<HandoffInput, 'session'>): Promise<HandoffOutput> {
  return callMCPTool('prospective/handoff', typeof first === 'object' ? first : { session: first, ...rest })
}
