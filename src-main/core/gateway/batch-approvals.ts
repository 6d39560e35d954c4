import type { PlannedWrite, ToolCall } from './api.ts'
import type { Decision } from './policy.ts'

/** Runs whose approved writes are remembered. */
const mostRuns = 200

/** Asks once for all the writes of a run, where they can be listed beforehand. */
export interface BatchApprovals {
  /**
   * What a person said to the whole list, if this write is on it; undefined when the run could not be looked at ahead, has one write
   * only, or this write is not on the list (or was on it fewer times), so that it has to be asked about by itself.
   */
  decide(
    call: ToolCall,
    key: string,
    ask: (writes: PlannedWrite[]) => Promise<Decision>,
  ): Promise<Decision | undefined>
}

interface Batch {
  /** How often each write was on the list and has not been made yet. */
  left: Map<string, number>
  decision: Promise<Decision>
}

/** `isAsked` says whether a write would have to be asked about at all. */
export function createBatchApprovals(
  isAsked: (call: ToolCall, write: PlannedWrite) => boolean,
): BatchApprovals {
  const batches = new Map<string, Promise<Batch | undefined>>()

  async function open(
    call: ToolCall,
    key: string,
    ask: (writes: PlannedWrite[]) => Promise<Decision>,
  ): Promise<Batch | undefined> {
    let writes: PlannedWrite[]
    try {
      writes = ((await call.preview?.()) ?? []).filter((write) => isAsked(call, write))
    } catch {
      // Looking ahead is a courtesy; without it each write is asked about.
      return undefined
    }
    if (writes.length < 2 || !writes.some((write) => write.key === key)) return undefined
    const left = new Map<string, number>()
    for (const write of writes) left.set(write.key, (left.get(write.key) ?? 0) + 1)
    return { left, decision: ask(writes) }
  }

  return {
    async decide(call, key, ask) {
      if (call.preview === undefined) return undefined
      const { execution } = call.caller
      let batch = batches.get(execution)
      if (!batch) {
        batch = open(call, key, ask)
        batches.set(execution, batch)
        const [oldest] = batches.keys()
        if (batches.size > mostRuns && oldest !== undefined) batches.delete(oldest)
      }
      const opened = await batch
      const left = opened?.left.get(key) ?? 0
      if (!opened || left === 0) return undefined
      opened.left.set(key, left - 1)
      return opened.decision
    },
  }
}
