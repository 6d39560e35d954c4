import { toWireError } from '../../contract/errors.ts'
import type { WireError } from '../../contract/errors.ts'
import type { Problem, RunStatus } from '../../contract/events.ts'
import type { Json } from '../../contract/json.ts'
import type { SandboxMetrics } from '../../contract/sandbox.ts'
import type { Caller } from '../gateway/api.ts'
import type { Privacy } from '../privacy/api.ts'
import { countModelTokens } from '../savings/index.ts'
import { resultPathOf } from '../session/index.ts'
import type { Workspace } from '../session/index.ts'
import type { Binary } from '../upstream/index.ts'
import { renderAnswer, resultText } from './answer.ts'
import type { LogLine } from './answer.ts'
import { maxAnswerCharacters } from './limits.ts'
import { withheldText } from './review.ts'
import type { Review } from './review.ts'
import type { CallRecord, Recorder } from './recorder.ts'

/** A finished execution, as `exec --json` prints it. */
export interface ExecutionResult {
  status: RunStatus
  value: Json | undefined
  /** Exactly what the model of a client gets. */
  text: string
  /** Images and sounds for the model, beside the text. */
  content?: Binary[]
  logs: LogLine[]
  calls: CallRecord[]
  errors: Problem[]
  error?: WireError
  metrics: Record<string, number>
  executionId: string
  session: string
}

/** What the work of a run hands over to be filtered, recorded and rendered. */
export interface Outcome {
  status: RunStatus
  value?: Json
  /** The result came back as `undefined`. */
  empty?: boolean
  failure?: string
  error?: WireError & { line?: number; column?: number }
  problems: Problem[]
  logs: LogLine[]
  notes: string[]
  /** Images and sounds for the model, beside the text. */
  content?: Binary[]
  metrics?: SandboxMetrics
}

/** Filters what leaves, writes the record, renders the answer. */
export async function finishRun(
  parts: { privacy: Privacy; workspace: Workspace; review?: Review },
  caller: Caller,
  recorder: Recorder,
  outcome: Outcome,
  /** Given when the answer goes to a model; ends the wait for its release. */
  toModel?: AbortSignal,
): Promise<ExecutionResult> {
  const { privacy, workspace } = parts
  const { execution: id, session } = caller
  const source = { session, execution: id }
  const notes = [...outcome.notes]
  let { content } = outcome
  if (content !== undefined && content.length > 0 && privacy.mode() === 'strict') {
    notes.push(
      `${content.length} images or sounds were withheld: they cannot be scanned, and strict mode is on`,
    )
    content = undefined
  } else if (content !== undefined && content.length > 0) {
    const kinds = content.map((binary) => binary.mimeType).join(', ')
    notes.push(`handed to you beside this text, not scanned for personal data: ${kinds}`)
  }
  let value = outcome.value
  let failure = outcome.failure
  let logs = outcome.logs
  let { status, error } = outcome
  try {
    if (value !== undefined) {
      const filtered = await privacy.tokenise(value, source)
      value = filtered.value
      for (const minted of filtered.minted)
        recorder.emit({ k: 'pii.minted', token: minted.token, kind: minted.kind, path: minted.path })
      notes.push(...filtered.notScanned.map((what) => `not scanned: ${what}`))
    }
    if (logs.length > 0) logs = await filterLogs(privacy, logs, source, recorder)
    if (failure !== undefined) failure = await safeText(privacy, failure, source)
    if (error) error = { ...error, message: await safeText(privacy, error.message, source) }
  } catch (thrown) {
    // Fail closed: what could not be scanned does not leave.
    const wire = toWireError(thrown)
    status = 'error'
    value = undefined
    logs = []
    error = { code: 'SCAN_FAILED', message: `The answer was withheld: ${wire.message}` }
    failure = `SCAN_FAILED: the result and logs were withheld, since they could not be scanned for personal data (${wire.message}). Return less, or in smaller pieces.`
  }

  let result: string | undefined
  let resultPath: string | undefined
  if (status === 'ok') {
    result = outcome.empty ? 'undefined' : resultText(value)
    if (outcome.empty && outcome.logs.length === 0) notes.push('returned undefined: did you forget `return`?')
    if (result.length > maxAnswerCharacters) resultPath = resultPathOf(id)
  }
  const durationMs = recorder.elapsed()
  const render = (calls: CallRecord[]): string =>
    renderAnswer({
      status,
      durationMs,
      session,
      execution: id,
      ...(result === undefined ? {} : { result }),
      ...(resultPath === undefined ? {} : { resultPath }),
      ...(failure === undefined ? {} : { failure }),
      logs,
      calls,
      notes,
      minted: recorder.minted(),
    })
  let text = render(recorder.calls())
  const calls = recorder.calls()
  const reason = parts.review?.reason(
    caller,
    calls.map((call) => call.tool),
  )
  if (parts.review && reason !== undefined && toModel !== undefined) {
    recorder.setStatus('waiting')
    const decision = await parts.review.ask(caller, text, reason, toModel)
    recorder.emit({
      k: 'log',
      level: 'info',
      text: `The answer waited for review, because ${reason}: ${decision.ok ? 'released' : 'withheld'}.`,
    })
    if (!decision.ok) {
      status = 'denied'
      failure = withheldText(decision, reason)
      error = { code: 'WITHHELD', message: failure }
      value = undefined
      result = undefined
      resultPath = undefined
      content = undefined
      logs = []
      notes.length = 0
      // What a failed call said is part of what was not released.
      text = render(calls.map(({ error: _, ...call }) => call))
    }
  }
  if (resultPath !== undefined && result !== undefined) workspace.keepResult(session, id, result)
  recorder.end({
    k: 'run.ended',
    status,
    answerRef: recorder.keepText(text),
    ...(result === undefined ? {} : { resultRef: recorder.keepText(result) }),
    ...(error ? { error } : {}),
    bytesToModel: Buffer.byteLength(text),
    tokensToModel: countModelTokens(text),
  })
  return {
    status,
    value,
    text,
    ...(content === undefined ? {} : { content }),
    logs,
    calls: recorder.calls(),
    errors: outcome.problems,
    ...(error ? { error } : {}),
    metrics: { totalMs: recorder.elapsed(), ...outcome.metrics },
    executionId: id,
    session,
  }
}

/** Logs are scanned as one text, so that a value split over lines of the same log is still one scan. */
async function filterLogs(
  privacy: Privacy,
  logs: LogLine[],
  source: { session: string; execution: string },
  recorder: Recorder,
): Promise<LogLine[]> {
  const filtered = await privacy.tokenise(
    logs.map((log) => log.text),
    source,
  )
  for (const minted of filtered.minted)
    recorder.emit({ k: 'pii.minted', token: minted.token, kind: minted.kind, path: `/logs${minted.path}` })
  const texts = filtered.value as string[]
  return logs.map((log, index) => ({ ...log, text: texts[index] ?? '' }))
}

/** A text with tokens in place, for the record. */
export async function safeText(
  privacy: Privacy,
  text: string,
  source: { session: string; execution: string },
): Promise<string> {
  return (await privacy.tokeniseText(text, source)).text
}
