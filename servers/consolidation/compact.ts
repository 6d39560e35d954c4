export interface CompactInput {
  /** @default 90 @minimum 0 */
  keepRecallsDays?: number
  /** Journal is kept whole when not given. @minimum 0 */
  keepJournalDays?: number
  /** @default false */
  dryRun?: boolean
}

export interface CompactOutput {
  freedBytes: number
  bytes: number
  recallsRemoved: number
  changesRemoved: number
}

/**
 * Makes the file small again: removes notes of recalls older than `keepRecallsDays`, journal images older than `keepJournalDays` (those operations can no longer be undone, nor `asOf` reach behind them), merges the index and gives free pages back. Memories are never removed. `dryRun` tells what would go.
 * Tool `consolidation/compact`, declared destructive.
 */
export async function compact(input?: CompactInput): Promise<CompactOutput> {
  return callMCPTool('consolidation/compact', input ?? {})
}
