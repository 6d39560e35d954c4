import { AthenaError } from '../../contract/errors.ts'
import type { RunEvent } from '../../contract/events.ts'
import type { RunRow } from '../../contract/methods.ts'
import type { Executions } from '../execution/index.ts'
import type { Handlers } from '../host-api.ts'
import type { RunDetail, RunReader, RunWriter } from '../store/index.ts'
import { parseRunFilter } from './run-filter.ts'

type RunMethods = Extract<keyof Handlers, `runs.${string}`>

/** Events of an export that are sent at once, and characters of lines after which a page ends. */
const exportEvents = 500
const exportCharacters = 1_000_000

interface RunHandlerParts {
  reader: RunReader
  writer: RunWriter
  executions: Executions
  /** Runs a recorded run again against its recording; returns the new id. */
  replay: (run: string, code: string | undefined) => string
  /** Tells the pages that a row changed. */
  rowChanged: (row: RunRow) => void
}

/** Runs as the window and the CLI see them: list, detail, marks, start and stop, export. */
export function runHandlers(parts: RunHandlerParts): Pick<Handlers, RunMethods> {
  const { reader, writer, executions } = parts

  function find(id: string): RunDetail {
    const run = reader.get(id)
    if (!run) throw new AthenaError('UNKNOWN_EXECUTION', `There is no run "${id}". It may have been deleted.`)
    return run
  }

  return {
    'runs.page': ({ before, limit, filter, sort }) =>
      Promise.resolve(reader.page(parseRunFilter(filter ?? ''), limit, before, sort)),
    'runs.facets': ({ filter }) => Promise.resolve(reader.facets(parseRunFilter(filter ?? ''))),
    'runs.get': ({ id }) => {
      const run = find(id)
      const answer = run.answerRef ? reader.blob(run.answerRef)?.text : undefined
      return Promise.resolve({
        run: run.row,
        code: reader.blob(run.codeRef)?.text ?? '',
        ...(answer === undefined ? {} : { answer }),
        ...(run.error ? { error: run.error } : {}),
      })
    },
    'runs.mark': ({ id, title, note, pinned }) => {
      find(id)
      writer.mark(id, {
        ...(title === undefined ? {} : { title }),
        ...(note === undefined ? {} : { note }),
        ...(pinned === undefined ? {} : { pinned }),
      })
      const { row } = find(id)
      parts.rowChanged(row)
      return Promise.resolve(row)
    },
    'runs.delete': ({ ids }) => Promise.resolve({ deleted: writer.delete(ids) }),
    'runs.export': ({ id, after }) => Promise.resolve(exportPage(reader, id, find(id), after)),
    'runs.events': ({ id, after, limit }) => {
      const wanted = limit ?? 1_000
      const events: { seq: number; event: RunEvent }[] = reader.events(id, after ?? 0, wanted + 1)
      return Promise.resolve({ events: events.slice(0, wanted), more: events.length > wanted })
    },
    'runs.start': ({ code, session, timeoutMs }) => {
      const execution = executions.start({
        code,
        client: 'editor',
        source: 'editor',
        limited: false,
        ...(session === undefined ? {} : { session }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      })
      return Promise.resolve({ id: execution.id })
    },
    'runs.stop': ({ id }) => {
      if (!executions.stop(id, 'You stopped the run.'))
        throw new AthenaError('UNKNOWN_EXECUTION', `The run ${id} is not running.`)
      return Promise.resolve({})
    },
    'runs.replay': ({ id, code }) => Promise.resolve({ id: parts.replay(id, code) }),
  }
}

/** References to payloads in an event. */
function refsOf(event: RunEvent): string[] {
  const named = event as { argsRef?: string; resultRef?: string; ref?: string }
  return [named.argsRef, named.resultRef, named.ref].filter((ref) => ref !== undefined)
}

/** One page of an export: `{"athena-run":1,…}`, `{"blob":…}` and `{"seq":…,"event":…}` lines. */
function exportPage(
  reader: RunReader,
  id: string,
  run: RunDetail,
  after: number | undefined,
): { lines: string; next?: number } {
  const lines: string[] = []
  const sent = new Set<string>()
  if (after === undefined) {
    const code = reader.blob(run.codeRef)?.text ?? ''
    const answer = run.answerRef ? reader.blob(run.answerRef)?.text : undefined
    lines.push(
      JSON.stringify({
        'athena-run': 1,
        run: run.row,
        code,
        ...(answer === undefined ? {} : { answer }),
        ...(run.error ? { error: run.error } : {}),
      }),
    )
  }
  let length = lines[0]?.length ?? 0
  let last = after ?? 0
  const events = reader.events(id, last, exportEvents)
  for (const { seq, event } of events) {
    for (const ref of refsOf(event)) {
      if (sent.has(ref)) continue
      sent.add(ref)
      const blob = reader.blob(ref)
      if (blob) lines.push(JSON.stringify({ blob: ref, size: blob.size, text: blob.text }))
      length += blob?.text.length ?? 0
    }
    const line = JSON.stringify({ seq, event })
    lines.push(line)
    length += line.length
    last = seq
    if (length > exportCharacters) return { lines: `${lines.join('\n')}\n`, next: last }
  }
  return { lines: `${lines.join('\n')}\n`, ...(events.length === exportEvents ? { next: last } : {}) }
}
