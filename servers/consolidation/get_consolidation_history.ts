export interface GetConsolidationHistoryInput {
  /** @integer @default 20 @minimum 1 @maximum 1000 */
  limit?: number
  /** Cuts the list so that its contents stay below this many tokens (estimated, four bytes a token). @integer @minimum 1 @maximum 1000000 */
  maxTokens?: number
  /** Scopes that are read, one or several; only "user" by default. Nothing of other scopes is ever given. */
  scope?: /* @pattern "^(?:user|session|agent|(?:user|project|session|agent):[^\\s\\u0000-\\u001f]{1,120})$" */ string | /* @minItems 1 @maxItems 20 */ string[]
  /** Answers as this memory stood at that time. */
  asOf?: /* @maxLength 60 */ string | number
}

export type GetConsolidationHistoryOutput = GetConsolidationHistoryOutputItem[]

interface GetConsolidationHistoryOutputItem {
  runId: string
  at: string
  status: string
  stages: string[]
  found: { [key: string]: number }
  scanned: number
  proposed: number
  accepted: number
  durationMs: number
  opId: string
}

/**
 * Lists past cycles, newest first, with what each scanned, found, proposed and did, and the operation that undoes it.
 * Tool `consolidation/get_consolidation_history`, declared read-only.
 */
export async function getConsolidationHistory(limit?: GetConsolidationHistoryInput['limit']): Promise<GetConsolidationHistoryOutput>
export async function getConsolidationHistory(limit: GetConsolidationHistoryInput['limit'], rest: Omit<GetConsolidationHistoryInput, 'limit'>): Promise<GetConsolidationHistoryOutput>
export async function getConsolidationHistory(input?: GetConsolidationHistoryInput): Promise<GetConsolidationHistoryOutput>
export async function getConsolidationHistory(first?: GetConsolidationHistoryInput | GetConsolidationHistoryInput['limit'], rest?: Omit<GetConsolidationHistoryInput, 'limit'>): Promise<GetConsolidationHistoryOutput> {
  return callMCPTool('consolidation/get_consolidation_history', typeof first === 'object' ? first : { limit: first, ...rest })
}
