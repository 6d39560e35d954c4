import { useCallback, useEffect, useRef, useState } from 'react'
import { AthenaError } from '../../src-main/contract/errors.ts'
import type { WireError } from '../../src-main/contract/errors.ts'
import type { Method, Params, Result } from '../../src-main/contract/methods.ts'
import { host } from '../link/host.ts'
import { useConnection } from './connection.ts'
import { useTopic } from './use-topic.ts'

/** The answer of a method as a view needs it. Data stays readable while it is read again and after a failure. */
export interface Query<T> {
  data: T | undefined
  error: WireError | undefined
  loading: boolean
  /** When the reading that is going on began. */
  since: number
  reload(): void
}

/** A failure as the view shows it. */
export function asWireError(error: unknown): WireError {
  if (error instanceof AthenaError) return { code: error.code, message: error.message }
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) }
}

/**
 * Calls a method and again when its parameters change, when the host comes back, and after events of `topics`.
 * `params` null: nothing is asked.
 */
export function useQuery<M extends Method>(
  method: M,
  params: Params<M> | null,
  topics: readonly string[] = [],
): Query<Result<M>> {
  const key = params === null ? null : JSON.stringify(params)
  const [state, setState] = useState<{
    key: string | null
    data?: Result<M>
    error?: WireError
    loading: boolean
    since: number
  }>({ key, loading: key !== null, since: Date.now() })
  const [round, setRound] = useState(0)
  const connected = useConnection((connection) => connection.state === 'open')
  const latest = useRef(params)
  latest.current = params

  const reload = useCallback(() => setRound((count) => count + 1), [])
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined)
  const soon = useCallback(() => {
    pause.current ??= setTimeout(() => {
      pause.current = undefined
      reload()
    }, 200)
  }, [reload])
  useEffect(() => () => clearTimeout(pause.current), [])
  useTopic(topics, soon, soon)

  useEffect(() => {
    const wanted = latest.current
    if (key === null || wanted === null || !connected) return
    const aborter = new AbortController()
    setState((old) => ({
      key,
      ...(old.key === key && old.data !== undefined ? { data: old.data } : {}),
      loading: true,
      since: Date.now(),
    }))
    host.call(method, wanted, aborter.signal).then(
      (data) => {
        if (!aborter.signal.aborted)
          setState((old) => ({ ...old, key, data, error: undefined, loading: false }))
      },
      (error: unknown) => {
        if (aborter.signal.aborted) return
        const failure = asWireError(error)
        // The host went away while answering: the strip says so, and the question is asked again when it is back.
        if (failure.code === 'NOT_RUNNING') return
        setState((old) => ({ ...old, key, error: failure, loading: false }))
      },
    )
    return () => aborter.abort()
  }, [method, key, round, connected])

  const current = state.key === key
  return {
    data: current ? state.data : undefined,
    error: current ? state.error : undefined,
    loading: key !== null && (current ? state.loading : true),
    since: state.since,
    reload,
  }
}
