export interface ReindexInput {
  /** Also merges the index into one segment, for speed. @default true */
  optimise?: boolean
}

export interface ReindexOutput {
  indexed: number
  missingBefore: number
  orphansBefore: number
  durationMs: number
}

/**
 * Makes the text index of all layers anew from the rows, in one transaction: readers see the old index until the new one is there. Contents do not change. Tells whether anything was missing before.
 * Tool `rag/reindex`.
 */
export async function reindex(input?: ReindexInput): Promise<ReindexOutput> {
  return callMCPTool('rag/reindex', input ?? {})
}
