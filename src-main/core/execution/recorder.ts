import type { Json } from '../../contract/json.ts'
import type { RunEvent, RunStatus } from '../../contract/events.ts'
import type { NewRunEvent } from '../gateway/api.ts'
import type { Clock } from '../ports.ts'
import type { EndedRun, RunWriter } from '../store/index.ts'

/** What a finished call looked like, for the answer and for `exec --json`. */
export interface CallRecord {
  id: string
  tool: string
  line?: number
  startedAt: number
  ms: number
  ok?: boolean
  bytes: number
  error?: string
}

/** Stamps, stores and announces the events of one run, and keeps the sums its answer needs. */
export interface Recorder {
  emit(event: NewRunEvent): void
  keep(payload: Json | undefined): string
  keepText(text: string): string
  setStatus(status: RunStatus): void
  calls(): CallRecord[]
  /** Tokens minted in this run, each once, in order. */
  minted(): string[]
  elapsed(): number
  end(event: Extract<NewRunEvent, { k: 'run.ended' }>): void
}

/** Makes a recorder; `announce` is told of every event with its number, and of every change of status. */
export function createRecorder(
  run: string,
  writer: RunWriter,
  clock: Clock,
  announce: { event: (seq: number, event: RunEvent) => void; row: () => void },
): Recorder {
  const startedAt = clock.monotonic()
  const calls = new Map<string, CallRecord>()
  const minted = new Set<string>()
  let bytesStayed = 0
  let tokensStayed = 0
  const elapsed = (): number => Math.round((clock.monotonic() - startedAt) * 100) / 100

  function emit(event: NewRunEvent): void {
    const stamped = { t: elapsed(), ...event } as RunEvent
    switch (event.k) {
      case 'call.asked':
        calls.set(event.call, {
          id: event.call,
          tool: event.tool,
          startedAt: stamped.t,
          ms: 0,
          bytes: 0,
          ...(event.line === undefined ? {} : { line: event.line }),
        })
        break
      case 'call.ended': {
        const call = calls.get(event.call)
        if (call) {
          call.ok = event.ok
          call.ms = stamped.t - call.startedAt
          call.bytes = event.bytes
          if (event.error) call.error = `${event.error.code}: ${event.error.message}`
        }
        bytesStayed += event.bytes
        tokensStayed += event.tokens
        break
      }
      case 'pii.minted':
        minted.add(event.token)
        break
      default:
    }
    announce.event(writer.append(run, stamped), stamped)
  }

  return {
    emit,
    keep: (payload) => writer.keep(JSON.stringify(payload ?? null)),
    keepText: (text) => writer.keep(text),
    setStatus(status) {
      writer.setStatus(run, status)
      announce.row()
    },
    calls: () => [...calls.values()],
    minted: () => [...minted],
    elapsed,
    end(event) {
      emit(event)
      const list = [...calls.values()]
      const ended: EndedRun = {
        status: event.status,
        durationMs: elapsed(),
        calls: list.length,
        failedCalls: list.filter((call) => call.ok === false).length,
        tools: [...new Set(list.map((call) => call.tool))],
        vaultTokens: minted.size,
        bytesStayed,
        tokensStayed,
        bytesToModel: event.bytesToModel,
        tokensToModel: event.tokensToModel,
        ...(event.answerRef ? { answerRef: event.answerRef } : {}),
        ...(event.resultRef ? { resultRef: event.resultRef } : {}),
        ...(event.error ? { error: event.error } : {}),
      }
      writer.end(run, ended)
      announce.row()
    },
  }
}
