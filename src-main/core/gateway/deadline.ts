/** A time limit that stands still while it is held, however often. */
export interface Deadline {
  hold(): void
  release(): void
  clear(): void
}

/** Calls `onPassed` once `ms` milliseconds have gone by, those not counted in which the limit was held. */
export function createDeadline(ms: number, onPassed: () => void): Deadline {
  let left = ms
  let holds = 0
  let since = performance.now()
  let timer: NodeJS.Timeout | undefined = setTimeout(onPassed, left)
  return {
    hold() {
      holds += 1
      if (holds > 1 || timer === undefined) return
      clearTimeout(timer)
      left = Math.max(0, left - (performance.now() - since))
    },
    release() {
      holds -= 1
      if (holds > 0 || timer === undefined) return
      since = performance.now()
      timer = setTimeout(onPassed, left)
    },
    clear() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
