import type { ErrorCode, WireError } from '../../contract/errors.ts'
import type { SandboxOutcome } from '../../contract/sandbox.ts'
import type { RunStatus } from '../../contract/events.ts'
import type { CallRecord } from './recorder.ts'

/** What a failed run tells its reader. */
export interface Failure {
  status: RunStatus
  error: WireError & { line?: number; column?: number }
  /** Lines for the answer: message, place, what to do next. */
  text: string
}

/** The agent's own line with a caret under the column; empty when the line is unknown. */
export function codeFrame(source: string, line: number | undefined, column: number | undefined): string {
  if (line === undefined || line < 1) return ''
  const text = source.split(/\r?\n/)[line - 1]
  if (text === undefined) return ''
  const shown = text.length > 160 ? `${text.slice(0, 160)}…` : text
  const gutter = `${line} | `
  if (column === undefined || column < 1 || column > shown.length + 1) return `${gutter}${shown}`
  const lead = shown.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return `${gutter}${shown}\n${' '.repeat(gutter.length)}${lead}^`
}

/**
 * A failed outcome in words. `writes` are calls that ended well before the failure: they are done and will be done again when
 * the code is simply repeated.
 */
export function describeFailure(
  outcome: Exclude<SandboxOutcome, { status: 'ok' } | { status: 'rejected' }>,
  source: string,
  calls: CallRecord[],
  shapeHint: string | undefined,
): Failure {
  const done = calls.filter((call) => call.ok === true)
  const already =
    done.length > 0
      ? [
          `Already done before this: ${done.length} ${done.length === 1 ? 'call' : 'calls'} (see "calls"). Do not repeat writes blindly.`,
        ]
      : []
  switch (outcome.status) {
    case 'error': {
      const { name, message, column } = outcome.error
      // A failed call has no stack of its own: it happened where the call was written.
      const line =
        outcome.error.line ??
        (name === 'ToolError' ? calls.findLast((call) => call.ok === false)?.line : undefined)
      const place =
        line === undefined ? '' : ` (line ${line}${column === undefined ? '' : `, column ${column}`})`
      const code: ErrorCode = name === 'ToolError' ? 'TOOL_FAILED' : 'THREW'
      return failure('error', code, `${name}: ${message}`, { line, column }, [
        `${name}: ${message}${place}`,
        codeFrame(source, line, column),
        shapeHint ?? '',
        ...already,
      ])
    }
    case 'timeout': {
      const what =
        outcome.which === 'cpu'
          ? `TIMEOUT: the code computed for ${seconds(outcome.limitMs)} without an await and was stopped`
          : `TIMEOUT: the run took ${seconds(outcome.limitMs)} (time in tools not counted) and was stopped`
      return failure('timeout', 'TIMEOUT', what, {}, [
        `${what}.`,
        outcome.lastKnown ? `Last known to be reached: ${outcome.lastKnown}.` : '',
        outcome.which === 'cpu'
          ? 'Look for a loop that does not end, or split the work over several executions.'
          : 'Give a larger timeoutMs, or split the work over several executions.',
        ...already,
      ])
    }
    case 'oom':
      return failure('oom', 'MEMORY', `the run used more than ${outcome.limitMb} MB and was stopped`, {}, [
        `MEMORY: the run used more than ${outcome.limitMb} MB and was stopped.`,
        outcome.lastKnown ? `Last known to be reached: ${outcome.lastKnown}.` : '',
        'Work in smaller pieces: filter each page as it comes, keep only what you need.',
        ...already,
      ])
    case 'crashed':
      return failure('crashed', 'CRASHED', outcome.detail, {}, [
        `CRASHED: ${outcome.detail}`,
        outcome.lastKnown ? `Last known to be reached: ${outcome.lastKnown}.` : '',
        'Session variables are as they were before this run.',
        ...already,
      ])
    case 'stopped':
      return failure('stopped', 'STOPPED', outcome.reason, {}, [
        `STOPPED: ${outcome.reason}`,
        'Session variables are as they were before this run.',
        ...already,
      ])
  }
}

function failure(
  status: RunStatus,
  code: ErrorCode,
  message: string,
  place: { line?: number | undefined; column?: number | undefined },
  lines: string[],
): Failure {
  const error: Failure['error'] = { code, message }
  if (place.line !== undefined) error.line = place.line
  if (place.column !== undefined) error.column = place.column
  return { status, error, text: lines.filter((line) => line !== '').join('\n') }
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${Number((ms / 1_000).toFixed(1))} s`
}
