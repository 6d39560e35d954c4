/** Which deadline was passed. */
export type Deadline = 'cpu' | 'wall'

export interface RunClock {
  /** The runner was given something to do. */
  busy(): void
  /** The runner waits for a frame; `held` while a call or an approval is pending, which stops the clock of the whole run. */
  waiting(held: boolean): void
  /** Milliseconds of the run clock so far. */
  readonly elapsed: number
  stop(): void
}

/**
 * Holds the two deadlines of a run: `cpuMs` from the delivery of a frame until the runner waits again, and `wallMs` of the run clock,
 * which stops only while the runner waits and a call is pending. One lazy timer; deadlines are monotonic, so a change of the wall
 * clock moves nothing.
 */
export function createRunClock(
  limits: { cpuMs: number; wallMs: number },
  onDeadline: (which: Deadline) => void,
): RunClock {
  let total = 0
  let runningSince: number | undefined = performance.now()
  let busySince: number | undefined = runningSince
  let timer: NodeJS.Timeout | undefined
  let over = false

  function arm(): void {
    if (timer || over || runningSince === undefined) return
    const now = performance.now()
    let left = limits.wallMs - total - (now - runningSince)
    if (busySince !== undefined) left = Math.min(left, limits.cpuMs - (now - busySince))
    timer = setTimeout(check, Math.max(0, left))
  }
  function passed(): Deadline | undefined {
    if (over || runningSince === undefined) return undefined
    const now = performance.now()
    if (busySince !== undefined && now - busySince >= limits.cpuMs) return 'cpu'
    return total + now - runningSince >= limits.wallMs ? 'wall' : undefined
  }
  function check(): void {
    timer = undefined
    if (passed() === undefined) return arm()
    // On a machine that was stalled the timer is due together with frames that say the work was done in time: they are read first.
    setImmediate(() => {
      const which = passed()
      if (which === undefined) return arm()
      over = true
      onDeadline(which)
    })
  }
  arm()
  return {
    busy() {
      const now = performance.now()
      busySince ??= now
      runningSince ??= now
      arm()
    },
    waiting(held) {
      const now = performance.now()
      busySince = undefined
      if (held) {
        if (runningSince !== undefined) total += now - runningSince
        runningSince = undefined
        clearTimeout(timer)
        timer = undefined
      } else {
        runningSince ??= now
        arm()
      }
    },
    get elapsed() {
      return total + (runningSince === undefined ? 0 : performance.now() - runningSince)
    },
    stop() {
      over = true
      clearTimeout(timer)
    },
  }
}
