import { useEffect, useRef, useState } from 'react'
import type { RunEvent } from '../../src-main/contract/events.ts'
import type { WireError } from '../../src-main/contract/errors.ts'
import { host } from '../link/host.ts'
import { emptyRun, pushEvent } from '../pure/run-fold.ts'
import type { NumberedEvent, RunModel } from '../pure/run-fold.ts'
import { asWireError } from './use-query.ts'

/** Events asked for at once. */
const pageSize = 5000
/** A live run is drawn at most this often: 10 times a second. */
const paintEveryMs = 100

export interface RunEvents {
  model: RunModel
  /** Grows when the model changed; the model itself is grown in place. */
  version: number
  loading: boolean
  since: number
  error: WireError | undefined
  reload(): void
}

/**
 * All events of a run, folded, and what comes while it is alive. Reads the recorded events in pages while the topic
 * collects; the overlap is dropped by number. After a reset (host back, tail too short) the rest is read again.
 */
export function useRunEvents(id: string | undefined): RunEvents {
  const model = useRef(emptyRun())
  const shown = useRef<string>(undefined)
  const [state, setState] = useState<{
    version: number
    loading: boolean
    since: number
    error: WireError | undefined
  }>({
    version: 0,
    loading: true,
    since: Date.now(),
    error: undefined,
  })
  const [round, setRound] = useState(0)
  if (shown.current !== id) {
    shown.current = id
    model.current = emptyRun()
  }

  useEffect(() => {
    if (id === undefined) return
    const mine = model.current
    let alive = true
    let reading = false
    let again = false
    let painted = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const waiting: NumberedEvent[] = []

    const paint = (change: Partial<{ loading: boolean; error: WireError | undefined }> = {}) => {
      if (!alive) return
      clearTimeout(timer)
      timer = undefined
      painted = performance.now()
      setState((old) => ({ ...old, ...change, version: old.version + 1 }))
    }
    const paintSoon = () => {
      timer ??= setTimeout(paint, Math.max(0, painted + paintEveryMs - performance.now()))
    }
    const read = async () => {
      if (reading) {
        again = true
        return
      }
      reading = true
      try {
        do {
          again = false
          for (let more = true; more && alive;) {
            const after = mine.events.at(-1)?.seq
            const page = await host.call('runs.events', {
              id,
              limit: pageSize,
              ...(after === undefined ? {} : { after }),
            })
            for (const entry of page.events) pushEvent(mine, entry as NumberedEvent)
            more = page.more && page.events.length > 0
            if (more) paintSoon()
          }
        } while (again)
        for (const entry of waiting.splice(0)) pushEvent(mine, entry)
        paint({ loading: false, error: undefined })
      } catch (error) {
        const failure = asWireError(error)
        if (failure.code !== 'NOT_RUNNING') paint({ loading: false, error: failure })
      } finally {
        reading = false
      }
    }
    const stop = host.subscribe(`run:${id}`, {
      event: (value, seq) => {
        const event = value as RunEvent
        if (reading) {
          waiting.push({ seq, event })
          return
        }
        const newest = mine.events.at(-1)?.seq
        if (newest !== undefined && seq > newest + 1) {
          void read()
          return
        }
        pushEvent(mine, { seq, event })
        if (event.k === 'run.ended') paint()
        else paintSoon()
      },
      reset: () => void read(),
    })
    const stopStatus = host.onStatus((status) => {
      if (status.state === 'open') void read()
    })
    setState((old) => ({ ...old, loading: true, since: Date.now(), error: undefined }))
    void read()
    return () => {
      alive = false
      clearTimeout(timer)
      stop()
      stopStatus()
    }
  }, [id, round])

  return { model: model.current, ...state, reload: () => setRound((count) => count + 1) }
}
