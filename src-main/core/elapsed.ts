import type { Clock } from './ports.ts'

/** Milliseconds of a clock that no change of the wall clock moves and that goes on while the computer sleeps, where the system has one. */
export function elapsed(clock: Clock): number {
  return clock.sinceBoot?.() ?? clock.monotonic()
}
