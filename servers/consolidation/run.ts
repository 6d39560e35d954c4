export interface RunInput {
  /** @default ["merge","promote","archive"] @minItems 1 */
  stages?: ('merge' | 'promote' | 'archive')[]
  /** Stages whose findings are accepted at once. @default [] */
  accept?: ('merge' | 'promote' | 'archive')[]
  /** @integer @default 10000 @minimum 10 @maximum 600000 */
  budgetMs?: number
  /** Only says what would be found. @default false */
  dryRun?: boolean
  /**
   * Where it is kept: "user" (default), "project:NAME", "agent", "session", … Reads see only the scopes they name.
   * @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$"
   */
  scope?: string
  /** A repeated call with the same key and parameters gives the first result and changes nothing. @minLength 1 @maxLength 200 */
  idempotencyKey?: string
}

export interface RunOutput {
  runId?: string
  scanned: number
  /** False when the time was up first. */
  complete: boolean
  found: { [key: string]: number }
  proposals: {
    id: string
    kind: 'merge' | 'promote' | 'archive'
    status: string
    ids: string[]
    /** Contents of the memories, shortened. */
    evidence: string[]
    /** What accepting it does. */
    effect: string
    likeness?: number
    since: string
  }[]
  accepted: number
  durationMs: number
  opId?: string
}

/**
 * One bounded cycle over a scope: looks for phrasings to merge, events to promote and faded memories to archive. It scans a snapshot in a thread of its own, so that nothing waits, and writes at the end in one short transaction that leaves out whatever changed meanwhile, so no concurrent write is lost. Findings become proposals; with `accept` those of the named stages are done at once. The whole cycle is one operation for meta/undo. CONFLICT while another runs.
 * Tool `consolidation/run`.
 */
export async function run(stages?: RunInput['stages']): Promise<RunOutput>
export async function run(stages: RunInput['stages'], rest: Omit<RunInput, 'stages'>): Promise<RunOutput>
export async function run(input?: RunInput): Promise<RunOutput>
export async function run(first?: RunInput | RunInput['stages'], rest?: Omit<RunInput, 'stages'>): Promise<RunOutput> {
  return callMCPTool('consolidation/run', typeof first === 'object' ? first : { stages: first, ...rest })
}
