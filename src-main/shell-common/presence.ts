/** Counts who uses the host, so that a host started in the background knows when nobody does. */
export interface Presence {
  /** Somebody arrived; call the returned function once when they left. */
  arrive(): () => void
  readonly count: number
  /** The user asked for this host by name: it no longer ends by itself. */
  keep(): void
  close(): void
}

/** @param idleMs Milliseconds without anybody after which `onIdle` is called; undefined for never. */
export function createPresence(idleMs: number | undefined, onIdle: () => void): Presence {
  let count = 0
  let timer: NodeJS.Timeout | undefined
  let kept = idleMs === undefined

  function restart(): void {
    clearTimeout(timer)
    timer = count === 0 && !kept ? setTimeout(onIdle, idleMs) : undefined
  }
  restart()

  return {
    arrive() {
      count++
      restart()
      let here = true
      return () => {
        if (!here) return
        here = false
        count--
        restart()
      }
    },
    get count() {
      return count
    },
    keep() {
      kept = true
      restart()
    },
    close() {
      kept = true
      clearTimeout(timer)
    },
  }
}
