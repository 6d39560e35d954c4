import { elapsed } from './elapsed.ts'
import type { Clock } from './ports.ts'

const dayMs = 24 * 60 * 60 * 1_000
const lookMs = 60 * 60 * 1_000

/** What {@link keepRetention} needs. */
export interface RetentionOptions {
  clock: Clock
  /** How long things are kept, milliseconds; asked for each time. */
  maxAgeMs: () => number
  /** Deletes what is older than this, epoch milliseconds. */
  purge: (before: number) => void
}

/**
 * Purges at once and once a day after that, as long as the host lives. A wall clock that was set forward by more than a day since the start
 * makes nothing old: then it waits for the next start. Returns a function that ends it.
 */
export function keepRetention({ clock, maxAgeMs, purge }: RetentionOptions): () => void {
  const started = { wall: clock.now(), elapsed: elapsed(clock) }
  let last = started.elapsed
  purge(clock.now() - maxAgeMs())
  const timer = setInterval(() => {
    const now = elapsed(clock)
    if (now - last < dayMs) return
    last = now
    const setForward = clock.now() - started.wall - (now - started.elapsed)
    if (setForward <= dayMs) purge(clock.now() - maxAgeMs())
  }, lookMs)
  timer.unref()
  return () => clearInterval(timer)
}
