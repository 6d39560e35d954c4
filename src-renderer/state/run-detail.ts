import { useMemo } from 'react'
import { foldRun } from '../pure/run-fold.ts'
import type { RunFile } from '../pure/run-file.ts'
import { isOpenedRun, useOpenedRuns } from './opened-runs.ts'
import { useRunEvents } from './run-events.ts'
import type { RunEvents } from './run-events.ts'
import { useQuery } from './use-query.ts'
import type { Query } from './use-query.ts'
import type { Result } from '../../src-main/contract/methods.ts'

/** A run with its events, from the host or from a file that was opened. */
export interface ShownRun {
  events: RunEvents
  detail: Query<Result<'runs.get'>>
  /** The file it comes from. */
  file: RunFile | undefined
}

/** Reads a run, wherever it comes from. */
export function useShownRun(id: string): ShownRun {
  const file = useOpenedRuns((state) => (isOpenedRun(id) ? state.runs.get(id) : undefined))
  const fromHost = useRunEvents(isOpenedRun(id) ? undefined : id)
  const asked = useQuery('runs.get', isOpenedRun(id) ? null : { id })
  const model = useMemo(() => (file === undefined ? undefined : foldRun(file.events)), [file])
  if (!isOpenedRun(id)) return { events: fromHost, detail: asked, file: undefined }
  const gone = { code: 'NOT_FOUND' as const, message: 'This file is no longer open. Open it again.' }
  const rest = {
    loading: false,
    since: 0,
    error: file === undefined ? gone : undefined,
    reload: () => undefined,
  }
  return {
    file,
    events: { model: model ?? fromHost.model, version: 1, ...rest },
    detail: {
      data:
        file === undefined
          ? undefined
          : {
              run: file.run,
              code: file.code,
              ...(file.answer === undefined ? {} : { answer: file.answer }),
              ...(file.error === undefined ? {} : { error: file.error }),
            },
      ...rest,
    },
  }
}
