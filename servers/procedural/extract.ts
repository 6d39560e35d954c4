export interface ExtractInput {
  /** @minItems 2 @maxItems 20 */
  sessions?: string[]
  /** @minItems 2 @maxItems 20 */
  traces?: string[][]
  /** @maxLength 2000 */
  goal: string
  /** Share of traces that must have a step. @default 0.6 @minimum 0 @maximum 1 */
  minSupport?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface ExtractOutput {
  goal: string
  steps: {
    action: string
    support: number
    variants: string[]
  }[]
  parameters: {
    name: string
    values: string[]
  }[]
  traces: number
  evidence: string[]
}

/**
 * Finds the procedure in several traces of the same work: sessions, or lists of event ids, one a trace. The traces are aligned step by step (dynamic programming over likeness of words, after Needleman & Wunsch, 1970); steps that most traces share become candidates, with how many have them; where the words differ the variants are given, and numbers and quoted names that differ become parameters. Nothing is stored: edit the text and give it to procedural/define.
 * Tool `procedural/extract`, declared read-only.
 */
export async function extract(input: ExtractInput): Promise<ExtractOutput> {
  return callMCPTool('procedural/extract', input)
}
