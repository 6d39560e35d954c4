import type { RunModel } from './run-fold.ts'

/**
 * Calls that decided how long the run took: from the end back, each time the call that ended last before the one after it was asked. The
 * longest-path argument for work that waits on what came before (as in a critical path of a trace).
 */
export function criticalPath(model: RunModel): Set<string> {
  const calls = [...model.calls.values()]
    .map((call) => ({ id: call.id, from: call.askedAt, to: call.endedAt ?? model.last }))
    .sort((a, b) => b.to - a.to)
  const path = new Set<string>()
  let before = Number.POSITIVE_INFINITY
  for (const call of calls) {
    if (call.to > before) continue
    path.add(call.id)
    before = call.from
  }
  return path
}
