export interface ReviseInput {
  /** @maxLength 200 */
  procedure: string
  /** What it achieves, in words that a situation would use. @maxLength 2000 */
  goal?: string
  /** @minItems 1 @maxItems 200 */
  steps?: (/* @maxLength 5000 */ string | {
    /** What to do; {{parameter}} is filled in by procedural/execute. @maxLength 5000 */
    action: string
    /** Only when this holds. @maxLength 2000 */
    condition?: string
    /** Tool it uses, such as "github/create_issue". @maxLength 200 */
    tool?: string
    /** What shows that it worked. @maxLength 2000 */
    expect?: string
  })[]
  /** @maxItems 50 */
  preconditions?: string[]
  /** @maxItems 50 */
  parameters?: {
    /** @pattern "^[A-Za-z_]\\w{0,63}$" */
    name: string
    /** @default "string" */
    type?: 'string' | 'number' | 'boolean'
    /** @maxLength 2000 */
    description?: string
    default?: string | number | boolean
  }[]
  /** How to tell that it succeeded. @maxLength 2000 */
  successTest?: string
  /** TypeScript that does it, when the procedure is a skill to be run by execute_code. @maxLength 100000 */
  code?: string
  /** At most 64 words or phrases; equal ignoring case. @maxItems 64 */
  tags?: string[]
  /** Take the content of this version. @integer @minimum 1 */
  toVersion?: number
  /** @maxLength 2000 */
  reason: string
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ReviseOutput {
  id: string
  version: number
  opId: string
}

/**
 * Makes a new version of a procedure, or goes back to the content of an earlier one (which becomes a new version too). What is not given stays. Run statistics stay with the version they were made with.
 * Tool `procedural/revise`.
 */
export async function revise(procedure: ReviseInput['procedure']): Promise<ReviseOutput>
export async function revise(procedure: ReviseInput['procedure'], rest: Omit<ReviseInput, 'procedure'>): Promise<ReviseOutput>
export async function revise(input: ReviseInput): Promise<ReviseOutput>
export async function revise(first: ReviseInput | ReviseInput['procedure'], rest?: Omit<ReviseInput, 'procedure'>): Promise<ReviseOutput> {
  return callMCPTool('procedural/revise', typeof first === 'object' ? first : { procedure: first, ...rest })
}
