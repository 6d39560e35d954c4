import { startRunner } from './runner.ts'
import type { Runner, RunnerContext, RunnerSettings } from './runner.ts'

export interface PoolOptions {
  /** Warm runners at rest. */
  size: number
  /** Most runners at once, busy ones included. */
  max: number
  /** What the runners at rest are for. */
  settings: RunnerSettings
}

export interface Pool {
  configure(options: PoolOptions): void
  /** A warm, locked runner that nobody else will get. Waits in order when all are busy. */
  take(settings: RunnerSettings, signal: AbortSignal): Promise<Runner>
  /** The runner of a finished run has been killed; makes room. */
  release(runner: Runner): void
  warm(): Runner[]
  starting(): Runner[]
  busy(): Runner[]
  close(): Promise<void>
}

interface Waiter {
  settings: RunnerSettings
  resolve: (runner: Runner) => void
  reject: (error: Error) => void
}

/** Quiet time before the pool fills up again, so that a refill does not compete with what comes right after a run. */
const refillDelayMs = 30
/** The same while a run is busy and a warm runner is left: most runs end before, and a start takes a core for a tenth of a second. */
const busyRefillDelayMs = 400
/** How long a burst is remembered when deciding how many runners to keep warm. */
const burstMs = 5000
const keyOf = (settings: RunnerSettings): string => `${settings.memoryMb}:${settings.strict}`

/** Keeps runners warm, hands out each once, starts others in their place. */
export function createPool(
  context: RunnerContext,
  first: PoolOptions,
  onWarm: (runner: Runner) => void,
): Pool {
  let options = first
  let closed = false
  let failures = 0
  let refill: NodeJS.Timeout | undefined
  let isPatient = false
  const warm = new Set<Runner>()
  const starting = new Set<Runner>()
  const busy = new Set<Runner>()
  let waiters: Waiter[] = []
  let taken: number[] = []

  const total = (): number => warm.size + starting.size + busy.size
  const count = (set: Set<Runner>, key: string): number =>
    [...set].filter((runner) => keyOf(runner.settings) === key).length

  /** Runners to keep warm: the rest size, or as many as were taken in the last seconds. */
  function target(): number {
    const since = performance.now() - burstMs
    taken = taken.filter((at) => at > since)
    return Math.min(options.max, Math.max(options.size, Math.min(taken.length, Math.ceil(options.max / 2))))
  }

  function start(settings: RunnerSettings): void {
    const runner = startRunner(context, settings)
    starting.add(runner)
    runner.ready.then(
      () => {
        starting.delete(runner)
        failures = 0
        if (closed) return runner.kill()
        warm.add(runner)
        onWarm(runner)
        serve()
      },
      (error: unknown) => {
        starting.delete(runner)
        failures++
        // Those who wait for this kind get the reason instead of waiting for ever.
        const waiter = waiters.find((entry) => keyOf(entry.settings) === keyOf(settings))
        if (waiter && failures >= 3) {
          waiters = waiters.filter((entry) => entry !== waiter)
          waiter.reject(error instanceof Error ? error : new Error(String(error)))
        }
        setTimeout(serve, Math.min(5000, 100 * failures)).unref()
      },
    )
    void runner.exited.then(() => {
      if (warm.delete(runner)) serve()
    })
  }

  function serve(): void {
    if (closed) return
    for (const waiter of [...waiters]) {
      const key = keyOf(waiter.settings)
      const found = [...warm].find((runner) => keyOf(runner.settings) === key)
      if (!found) continue
      warm.delete(found)
      busy.add(found)
      waiters = waiters.filter((entry) => entry !== waiter)
      waiter.resolve(found)
    }
    const wanted = new Map<string, { settings: RunnerSettings; count: number }>()
    for (const { settings } of waiters) {
      const entry = wanted.get(keyOf(settings)) ?? { settings, count: 0 }
      entry.count++
      wanted.set(keyOf(settings), entry)
    }
    for (const [key, entry] of wanted) {
      let missing = entry.count - count(starting, key)
      while (missing-- > 0) {
        if (total() >= options.max) {
          // A warm runner of another kind makes room for the one that is wanted.
          const other = [...warm].find((runner) => keyOf(runner.settings) !== key)
          if (!other) break
          warm.delete(other)
          other.kill()
        }
        start(entry.settings)
      }
    }
    scheduleRefill()
  }

  function scheduleRefill(): void {
    if (closed || waiters.length > 0) return
    const patient = busy.size > 0 && warm.size > 0
    if (refill && (patient || !isPatient)) return
    clearTimeout(refill)
    isPatient = patient
    refill = setTimeout(
      () => {
        refill = undefined
        if (closed || waiters.length > 0 || failures > 5) return
        const key = keyOf(options.settings)
        const have = count(warm, key) + count(starting, key)
        // One at a time: each start takes a core for a tenth of a second.
        if (have < target() && total() < options.max && (starting.size === 0 || have < options.size))
          start(options.settings)
        const spare = [...warm].filter(
          (runner) => keyOf(runner.settings) !== key || count(warm, key) > Math.max(target(), options.size),
        )
        const extra = spare[0]
        if (extra && (keyOf(extra.settings) === key || warm.size > options.size)) {
          warm.delete(extra)
          extra.kill()
        }
        if (have + 1 < target() || spare.length > 1) scheduleRefill()
        else if (taken.length > 0) {
          isPatient = true
          refill = setTimeout(() => {
            refill = undefined
            scheduleRefill()
          }, burstMs)
          refill.unref()
        }
      },
      patient ? busyRefillDelayMs : refillDelayMs,
    )
  }

  scheduleRefill()
  return {
    configure(next) {
      options = next
      serve()
    },
    take(settings, signal) {
      return new Promise((resolve, reject) => {
        taken.push(performance.now())
        const waiter: Waiter = { settings, resolve, reject }
        signal.addEventListener('abort', () => {
          if (!waiters.includes(waiter)) return
          waiters = waiters.filter((entry) => entry !== waiter)
          reject(new Error('stopped'))
        })
        waiters.push(waiter)
        serve()
      })
    },
    release(runner) {
      busy.delete(runner)
      clearTimeout(refill)
      refill = undefined
      serve()
    },
    warm: () => [...warm],
    starting: () => [...starting],
    busy: () => [...busy],
    async close() {
      closed = true
      clearTimeout(refill)
      for (const waiter of waiters.splice(0)) waiter.reject(new Error('The sandbox is shutting down.'))
      const all = [...warm, ...starting, ...busy]
      for (const runner of all) runner.kill()
      await Promise.all(all.map((runner) => runner.exited))
    },
  }
}
