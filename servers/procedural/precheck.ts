export interface PrecheckInput {
  /** What is about to be done. @maxLength 2000 */
  action: string
  /** What it is done to. @maxLength 200 */
  target?: string
  /** @default 0.4 @minimum 0 @maximum 1 */
  minLikeness?: number
  /** @integer @default 5 @minimum 1 @maximum 50 */
  limit?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface PrecheckOutput {
  proceed: boolean
  warnings: {
    pitfallId: string
    situation: string
    mistake: string
    correction: string
    failures: number
    severity: number
    /** Share of the pitfall’s content words that the action has. */
    likeness: number
    lastAt?: string
  }[]
  pastFailures: {
    procedure: string
    runId: string
    at?: string
    notes?: string
  }[]
  correction?: string
}

/**
 * To be asked before acting: has this gone wrong here before? Gives pitfalls that are like the action, failed runs of procedures that fit it, and the correction that fits best. `proceed` is false when a like pitfall is severe (0.7 or more) or was met three times.
 * Tool `procedural/precheck`, declared read-only.
 */
export async function precheck(action: PrecheckInput['action'], target?: PrecheckInput['target']): Promise<PrecheckOutput>
export async function precheck(action: PrecheckInput['action'], rest: Omit<PrecheckInput, 'action'>): Promise<PrecheckOutput>
export async function precheck(input: PrecheckInput): Promise<PrecheckOutput>
export async function precheck(first: PrecheckInput | PrecheckInput['action'], target?: PrecheckInput['target'] | Omit<PrecheckInput, 'action'>): Promise<PrecheckOutput> {
  return callMCPTool('procedural/precheck', typeof first === 'object' ? first : { action: first, ...(typeof target === 'object' ? target : { target }) })
}
