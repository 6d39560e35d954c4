export interface DefineInput {
  /** @maxLength 200 */
  name: string
  /** What it achieves, in words that a situation would use. @maxLength 2000 */
  goal: string
  /** @minItems 1 @maxItems 200 */
  steps: (/* @maxLength 5000 */ string | {
    /** What to do; {{parameter}} is filled in by procedural/execute. @maxLength 5000 */
    action: string
    /** Only when this holds. @maxLength 2000 */
    condition?: string
    /** Tool it uses, such as "github/create_issue". @maxLength 200 */
    tool?: string
    /** What shows that it worked. @maxLength 2000 */
    expect?: string
  })[]
  /** What must hold before it begins. @default [] @maxItems 50 */
  preconditions?: string[]
  /** @default [] @maxItems 50 */
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
  /** @maxLength 2000 */
  source?: string
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface DefineOutput {
  id: string
  version: number
  opId: string
}

/**
 * Stores how something is done: goal, steps, preconditions, typed parameters, success test, and code when it is a skill. Names are unique in a scope: CONFLICT for a known one (change it with procedural/revise). Parameters used as {{name}} in steps must be declared.
 * Tool `procedural/define`.
 */
export async function define(name: DefineInput['name']): Promise<DefineOutput>
export async function define(name: DefineInput['name'], rest: Omit<DefineInput, 'name'>): Promise<DefineOutput>
export async function define(input: DefineInput): Promise<DefineOutput>
export async function define(first: DefineInput | DefineInput['name'], rest?: Omit<DefineInput, 'name'>): Promise<DefineOutput> {
  return callMCPTool('procedural/define', typeof first === 'object' ? first : { name: first, ...rest })
}
