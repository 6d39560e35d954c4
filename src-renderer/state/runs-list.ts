import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { WireError } from '../../src-main/contract/errors.ts'
import type { Params, RunRow } from '../../src-main/contract/methods.ts'
import { host } from '../link/host.ts'
import { matchesRun, parseFilter, splitFilter } from '../pure/run-filter.ts'
import { useConnection } from './connection.ts'
import { asWireError } from './use-query.ts'
import { useTopic } from './use-topic.ts'

const pageSize = 200

export interface RunsList {
  rows: readonly RunRow[]
  /** All runs that fit the filter, shown or not. */
  total: number
  loading: boolean
  since: number
  error: WireError | undefined
  more: boolean
  loadMore(): void
  reload(): void
  /** New runs that are not shown yet, because the list is held. */
  held: number
  release(): void
  /** Takes out rows that were deleted. */
  drop(ids: readonly string[]): void
}

/** Order of the list other than newest first. */
export type RunSort = NonNullable<Params<'runs.page'>['sort']>

interface State {
  filter: string
  rows: readonly RunRow[]
  total: number
  next: string | undefined
  loading: boolean
  since: number
  error: WireError | undefined
}

/**
 * Runs that fit a filter, newest first, in pages, and live: a changed run changes its row, a new one comes on top, or
 * waits while `hold` says that the user is reading further down.
 */
export function useRunsList(filter: string, sort: RunSort | undefined, hold: () => boolean): RunsList {
  const terms = useMemo(() => parseFilter(filter), [filter])
  const { host: asked, local } = useMemo(() => splitFilter(terms), [terms])
  const [state, setState] = useState<State>({
    filter,
    rows: [],
    total: 0,
    next: undefined,
    loading: true,
    since: Date.now(),
    error: undefined,
  })
  const sortKey = sort === undefined ? '' : `${sort.by} ${sort.descending}`
  const order = useMemo(() => (sort === undefined ? {} : { sort }), [sortKey])
  const [round, setRound] = useState(0)
  const [held, setHeld] = useState<readonly RunRow[]>([])
  const connected = useConnection((connection) => connection.state === 'open')
  const reading = useRef(false)
  const holding = useRef(hold)
  holding.current = hold

  const reload = useCallback(() => setRound((count) => count + 1), [])

  useEffect(() => {
    if (!connected) return
    const aborter = new AbortController()
    setState((old) => ({ ...old, loading: true, since: Date.now(), error: undefined }))
    setHeld([])
    host
      .call(
        'runs.page',
        { limit: pageSize, ...order, ...(asked === '' ? {} : { filter: asked }) },
        aborter.signal,
      )
      .then(
        (page) => {
          if (aborter.signal.aborted) return
          setState((old) => ({
            ...old,
            filter,
            rows: page.rows,
            total: page.total,
            next: page.next,
            loading: false,
            error: undefined,
          }))
        },
        (error: unknown) => {
          const failure = asWireError(error)
          if (aborter.signal.aborted || failure.code === 'NOT_RUNNING') return
          setState((old) => ({ ...old, filter, loading: false, error: failure }))
        },
      )
    return () => aborter.abort()
  }, [filter, asked, order, round, connected])

  // Changed rows are put in at most ten times a second, however many runs are alive.
  const changes = useRef(new Map<string, RunRow>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const flush = useCallback(() => {
    timer.current = undefined
    const changed = new Map(changes.current)
    changes.current.clear()
    setState((old) => {
      const known = new Set(old.rows.map((row) => row.id))
      const rows = old.rows.map((row) => changed.get(row.id) ?? row)
      const fresh = [...changed.values()].filter(
        (row) =>
          !known.has(row.id) &&
          matchesRun(row, terms, Date.now()) &&
          (sortKey !== '' || row.startedAt >= (old.rows[0]?.startedAt ?? 0)),
      )
      if (fresh.length === 0) return { ...old, rows }
      // In another order nobody can say where a run that changes belongs: it waits until the list is read again.
      if (sortKey !== '' || holding.current()) {
        setHeld((before) => {
          const mine = new Map(before.map((row) => [row.id, row]))
          for (const row of fresh) mine.set(row.id, row)
          return [...mine.values()]
        })
        return { ...old, rows }
      }
      fresh.sort((a, b) => b.startedAt - a.startedAt)
      return { ...old, rows: [...fresh, ...rows], total: old.total + fresh.length }
    })
  }, [terms, sortKey])
  useTopic(
    ['runs'],
    (value) => {
      const row = value as RunRow
      changes.current.set(row.id, row)
      timer.current ??= setTimeout(flush, 100)
    },
    reload,
  )

  const loadMore = useCallback(() => {
    if (state.next === undefined || reading.current || state.filter !== filter) return
    reading.current = true
    host
      .call('runs.page', {
        limit: pageSize,
        before: state.next,
        ...order,
        ...(asked === '' ? {} : { filter: asked }),
      })
      .then(
        (page) =>
          setState((old) => {
            if (old.filter !== filter) return old
            const known = new Set(old.rows.map((row) => row.id))
            return {
              ...old,
              rows: [...old.rows, ...page.rows.filter((row) => !known.has(row.id))],
              next: page.next,
              total: Math.max(page.total, old.rows.length),
            }
          }),
        () => undefined,
      )
      .finally(() => {
        reading.current = false
      })
  }, [state.next, state.filter, filter, asked, order])

  const rows = useMemo(
    () => (local.length === 0 ? state.rows : state.rows.filter((row) => matchesRun(row, local, Date.now()))),
    [state.rows, local],
  )
  return {
    rows,
    total: local.length === 0 ? state.total : rows.length,
    loading: state.loading || state.filter !== filter,
    since: state.since,
    error: state.error,
    more: state.next !== undefined,
    loadMore,
    reload,
    held: held.length,
    drop: (ids) => {
      const gone = new Set(ids)
      setState((old) => ({
        ...old,
        rows: old.rows.filter((row) => !gone.has(row.id)),
        total: Math.max(0, old.total - gone.size),
      }))
    },
    release: () => {
      if (sortKey !== '') {
        reload()
        return
      }
      const fresh = [...held].sort((a, b) => b.startedAt - a.startedAt)
      setHeld([])
      setState((old) => ({ ...old, rows: [...fresh, ...old.rows], total: old.total + fresh.length }))
    },
  }
}
