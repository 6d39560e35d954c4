import type { MemoryStore } from '../database/store.ts'

/** A cycle that is running in this process. */
export interface RunningCycle {
  runId: string
  startedAt: number
  stage: string
  scanned: number
  of: number
}

const running = new WeakMap<MemoryStore, RunningCycle>()

export function runningCycle(store: MemoryStore): RunningCycle | undefined {
  return running.get(store)
}
export function setRunning(store: MemoryStore, cycle: RunningCycle | undefined): void {
  if (cycle) running.set(store, cycle)
  else running.delete(store)
}
