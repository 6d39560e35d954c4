import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Logger } from './ports.ts'

/** A part of the host that holds memory or a process it can do without until it is used again. */
export interface Resting {
  /** Puts it away. What uses it afterwards brings it back by itself, only slower. */
  sleep(): Promise<void>
  /** Brings it back ahead of its use; failures are the use's to report. */
  wake?(): void
}

/** How {@link createRest} decides. */
export interface RestOptions {
  /** Milliseconds without activity after which the host rests. */
  afterMs: number
  /** True while something runs, whatever the time. */
  isBusy: () => boolean
  parts: readonly Resting[]
  log: Logger
}

/** Lets the host rest when nobody uses it. */
export interface Rest {
  /** Something happened: the host is awake, and stays so for a while. */
  active(): void
  close(): void
}

/** Puts the parts away after a while without activity and gives the memory they leave back to the system. */
export function createRest({ afterMs, isBusy, parts, log }: RestOptions): Rest {
  let isAsleep = false
  let isClosed = false
  const timer = setTimeout(() => void rest(), afterMs)
  timer.unref()

  async function rest(): Promise<void> {
    if (isBusy()) return void timer.refresh()
    isAsleep = true
    const results = await Promise.allSettled(parts.map((part) => part.sleep()))
    for (const result of results) {
      if (result.status === 'rejected')
        log.warn('a part did not go to rest', { reason: String(result.reason) })
    }
    // Woken meanwhile: the next rest collects.
    if (isAsleep && !isClosed) collectGarbage()
  }

  return {
    active() {
      if (isClosed) return
      timer.refresh()
      if (!isAsleep) return
      isAsleep = false
      for (const part of parts) part.wake?.()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}

/**
 * A full collection that also shrinks the heap: what the start and busy hours left is more than half of it. It stops this process
 * for a tenth of a second, which nobody notices at rest. V8 offers it under a flag only, which may be set at any time.
 */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: Record<string, string>) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
