import { AthenaError } from '../../contract/errors.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { CallOutcome } from '../gateway/api.ts'
import type { RunReader } from '../store/index.ts'

/** The calls of a finished run, to be served again. */
export interface Recording {
  /** Execution that was recorded. */
  of: string
  /** The session's variables when it began, in the guest's codec. */
  state: string | null
  /**
   * The recorded outcome of the next call of this tool with these arguments (tokens in place), in order of occurrence; undefined when the
   * recording does not hold it.
   */
  take(tool: string, args: Json): CallOutcome | undefined
}

const eventsAtOnce = 5_000

/** Reads the calls of a run. Calls that were still open when the run ended are not part of it. */
export function readRecording(reader: RunReader, run: string): Recording {
  const waiting = new Map<string, CallOutcome[]>()
  const keys = new Map<string, string>()
  const text = (ref: string): string => reader.blob(ref)?.text ?? 'null'
  let state: string | null = null
  let after = 0
  for (;;) {
    const events = reader.events(run, after, eventsAtOnce)
    for (const { seq, event } of events) {
      after = seq
      if (event.k === 'sandbox.ready' && event.stateRef) state = text(event.stateRef)
      if (event.k === 'call.asked')
        keys.set(event.call, keyOf(event.tool, JSON.parse(text(event.argsRef)) as Json))
      if (event.k !== 'call.ended') continue
      if (event.raw) {
        throw new AthenaError(
          'CONFLICT',
          `The run ${run} worked on plain values (raw in sandbox), which are not recorded, so it cannot be replayed. Run its code live instead.`,
        )
      }
      const key = keys.get(event.call)
      if (key === undefined) continue
      const [server = '', tool = ''] = (JSON.parse(key) as [string])[0].split('/')
      const outcome: CallOutcome = event.ok
        ? { ok: true, value: event.resultRef ? (JSON.parse(text(event.resultRef)) as Json) : undefined }
        : {
            ok: false,
            failure: {
              server,
              tool,
              code: event.error?.code ?? ('TOOL_FAILED' satisfies ErrorCode),
              message: event.error?.message ?? 'failed',
            },
          }
      waiting.set(key, [...(waiting.get(key) ?? []), outcome])
    }
    if (events.length < eventsAtOnce) break
  }
  return { of: run, state, take: (tool, args) => waiting.get(keyOf(tool, args))?.shift() }
}

/** One text for one tool and arguments, whatever the order of their keys. */
function keyOf(tool: string, args: Json): string {
  return JSON.stringify([tool, ordered(args)])
}

function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(value[key] ?? null)]),
  )
}
