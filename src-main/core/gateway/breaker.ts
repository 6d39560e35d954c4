/** Time-outs that switch a tool off, the span they are counted in, and how long it stays off (design: execution 4). */
const most = 3
const spanMs = 5 * 60_000
const offMs = 5 * 60_000

/** Switches a tool off for a while after it timed out too often. */
export interface Breaker {
  /** Milliseconds until the tool is on again; 0 when it is on. */
  offFor(tool: string): number
  timedOut(tool: string): void
  answered(tool: string): void
}

/** `now` is monotonic milliseconds. */
export function createBreaker(now: () => number): Breaker {
  const times = new Map<string, number[]>()
  const off = new Map<string, number>()
  return {
    offFor(tool) {
      const until = off.get(tool)
      if (until === undefined) return 0
      const left = until - now()
      if (left > 0) return left
      off.delete(tool)
      times.delete(tool)
      return 0
    },
    timedOut(tool) {
      const recent = [...(times.get(tool) ?? []).filter((time) => now() - time < spanMs), now()]
      times.set(tool, recent)
      if (recent.length >= most) off.set(tool, now() + offMs)
    },
    answered: (tool) => void times.delete(tool),
  }
}
