export interface GetConsolidationStatusInput {
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
}

export interface GetConsolidationStatusOutput {
  running?: {
    runId: string
    since: string
    stage: string
    scanned: number
    of: number
  }
  lastRun?: {
    runId: string
    at: string
    status: string
  }
  newSince: number
  openProposals: { [key: string]: number }
  due: boolean
}

/**
 * Tells whether a cycle is running and how far it is, when the last one ended, how many memories came since, how many proposals wait, and whether a cycle is worth while (100 new memories, or proposals waiting for nobody).
 * Tool `consolidation/get_consolidation_status`, declared read-only.
 */
export async function getConsolidationStatus(input?: GetConsolidationStatusInput): Promise<GetConsolidationStatusOutput> {
  return callMCPTool('consolidation/get_consolidation_status', input ?? {})
}
