/** Lets at most `most` calls of a server run at once; the rest wait in order. */
export interface Slots {
  /** Resolves with the function that gives the slot back, or rejects when the signal fires while waiting. */
  take(server: string, signal: AbortSignal): Promise<() => void>
}

/** See {@link Slots}. */
export function createSlots(most: (server: string) => number): Slots {
  const busy = new Map<string, number>()
  const waiting = new Map<string, (() => void)[]>()

  function release(server: string): void {
    const next = waiting.get(server)?.shift()
    if (next) next()
    else busy.set(server, (busy.get(server) ?? 1) - 1)
  }

  return {
    async take(server, signal) {
      signal.throwIfAborted()
      const running = busy.get(server) ?? 0
      if (running < most(server)) busy.set(server, running + 1)
      else await queue(server, signal)
      let given = false
      return () => {
        if (given) return
        given = true
        release(server)
      }
    },
  }

  function queue(server: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const list = waiting.get(server) ?? []
      waiting.set(server, list)
      const onAbort = () => {
        const at = list.indexOf(start)
        if (at !== -1) list.splice(at, 1)
        reject(signal.reason as Error)
      }
      const start = () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }
      signal.addEventListener('abort', onAbort, { once: true })
      list.push(start)
    })
  }
}
