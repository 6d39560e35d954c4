export interface ExecuteInput {
  /** @maxLength 200 */
  procedure: string
  /** @default {} */
  parameters?: { [key: string]: string | number | boolean }
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface ExecuteOutput {
  runId: string
  procedureId: string
  version: number
  steps: {
    /** What to do; {{parameter}} is filled in by procedural/execute. @maxLength 5000 */
    action: string
    /** Only when this holds. @maxLength 2000 */
    condition?: string
    /** Tool it uses, such as "github/create_issue". @maxLength 200 */
    tool?: string
    /** What shows that it worked. @maxLength 2000 */
    expect?: string
  }[]
  preconditions: string[]
  successTest?: string
  code?: string
  parameters: { [key: string]: string | number | boolean }
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
  opId: string
}

/**
 * Begins a run of a procedure: fills the parameters into its steps, opens a run and hands the steps back, with the code when it is a skill (run it with execute_code as it is: it begins with `const parameters = {…}`) and warnings from pitfalls. It does not act by itself; report the outcome with procedural/record_run. BAD_ARGUMENTS for a missing, unknown or wrongly typed parameter.
 * Tool `procedural/execute`.
 */
export async function execute(procedure: ExecuteInput['procedure']): Promise<ExecuteOutput>
export async function execute(procedure: ExecuteInput['procedure'], rest: Omit<ExecuteInput, 'procedure'>): Promise<ExecuteOutput>
export async function execute(input: ExecuteInput): Promise<ExecuteOutput>
export async function execute(first: ExecuteInput | ExecuteInput['procedure'], rest?: Omit<ExecuteInput, 'procedure'>): Promise<ExecuteOutput> {
  return callMCPTool('procedural/execute', typeof first === 'object' ? first : { procedure: first, ...rest })
}
