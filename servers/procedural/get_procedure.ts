export interface GetProcedureInput {
  /** @maxLength 200 */
  procedure: string
  /** @integer @minimum 1 */
  version?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export interface GetProcedureOutput {
  id: string
  name: string
  version: number
  goal: string
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
  parameters: {
    /** @pattern "^[A-Za-z_]\\w{0,63}$" */
    name: string
    /** @default "string" */
    type: 'string' | 'number' | 'boolean'
    /** @maxLength 2000 */
    description?: string
    default?: string | number | boolean
  }[]
  successTest?: string
  code?: string
  tags: string[]
  runs: number
  /** Mean of the Beta posterior with one success and one failure assumed. */
  successProbability: number
  scope: string
  versions: {
    version: number
    reason: string
  }[]
}

/** Gives a procedure by id or name, as it is, as it was at `asOf`, or in an earlier `version`. Tool `procedural/get_procedure`, declared read-only. */
export async function getProcedure(procedure: GetProcedureInput['procedure']): Promise<GetProcedureOutput>
export async function getProcedure(procedure: GetProcedureInput['procedure'], rest: Omit<GetProcedureInput, 'procedure'>): Promise<GetProcedureOutput>
export async function getProcedure(input: GetProcedureInput): Promise<GetProcedureOutput>
export async function getProcedure(first: GetProcedureInput | GetProcedureInput['procedure'], rest?: Omit<GetProcedureInput, 'procedure'>): Promise<GetProcedureOutput> {
  return callMCPTool('procedural/get_procedure', typeof first === 'object' ? first : { procedure: first, ...rest })
}
