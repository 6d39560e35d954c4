export interface ReindexInput {
  /** Also merges the index into one segment, for speed. @default true */
  optimise?: boolean
  /** Also drops the vectors. @default false */
  vectors?: boolean
}

export interface ReindexOutput {
  indexed: number
  missingBefore: number
  orphansBefore: number
  durationMs: number
}

/**
 * Makes the text index of all layers anew from the rows, in one transaction: readers see the old index until the new one is there. Contents do not change. Tells whether anything was missing before. With `vectors` all vectors are dropped too; while the embedder is on they are made anew in the background.
 * Tool `rag/reindex`.
 */
export async function reindex(input?: ReindexInput): Promise<ReindexOutput> {
  return callMCPTool('rag/reindex', input ?? {})
}
