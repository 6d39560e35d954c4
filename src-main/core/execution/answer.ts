import type { Json } from '../../contract/json.ts'
import type { LogLevel, RunStatus } from '../../contract/events.ts'
import type { CallRecord } from './recorder.ts'
import { maxAnswerCharacters } from './limits.ts'

export interface LogLine {
  level: LogLevel
  text: string
  line?: number
}

export interface AnswerParts {
  status: RunStatus
  durationMs: number
  session: string
  execution: string
  /** The result as text: strings as they are, everything else as compact JSON. */
  result?: string
  /** Where the whole result is when it had to be cut. */
  resultPath?: string
  /** What failed, in lines: message, the agent's line with a caret, what to do next. */
  failure?: string
  logs: LogLine[]
  calls: CallRecord[]
  /** Lines of their own at the end. */
  notes: string[]
  /** Tokens minted in this run. */
  minted: string[]
}

const maxLogLines = 100
const maxLogCharacters = 4_096

/**
 * The text of a run exactly as a model gets it (design: execution, section 5): status line, cut notice at the head, result or failure, logs,
 * calls, notes. The code is never echoed.
 */
export function renderAnswer(parts: AnswerParts): string {
  const lines: string[] = []
  const head = [parts.status, formatDuration(parts.durationMs)]
  if (parts.calls.length > 0)
    head.push(`${parts.calls.length} ${parts.calls.length === 1 ? 'call' : 'calls'}`)
  head.push(`session ${parts.session}`, `execution ${parts.execution}`)
  lines.push(head.join(' · '))

  if (parts.failure !== undefined) lines.push(parts.failure)
  if (parts.result !== undefined) {
    const cut = cutText(parts.result, maxAnswerCharacters)
    if (cut.length < parts.result.length) {
      const where = parts.resultPath ? `; whole result in ${parts.resultPath}` : ''
      lines.splice(
        1,
        0,
        `[truncated: ${count(cut.length)} of ${count(parts.result.length)} characters shown${where}]`,
      )
    }
    lines.push(cut)
  }
  const logs = renderLogs(parts.logs)
  if (logs) lines.push(logs)
  if (parts.calls.length > 0) lines.push(`calls: ${renderCalls(parts.calls)}`)
  for (const note of parts.notes) lines.push(`note: ${note}`)
  if (parts.minted.length > 0) {
    const shown = parts.minted.slice(0, 3).join(' ')
    const more = parts.minted.length > 3 ? ' …' : ''
    lines.push(
      parts.minted.length === 1
        ? `note: 1 personal value stayed here as a token (${shown})`
        : `note: ${count(parts.minted.length)} personal values stayed here as tokens (${shown}${more})`,
    )
  }
  return lines.join('\n')
}

/** A result value as the model reads it. */
export function resultText(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

/** Calls grouped by tool and outcome: `gmail.search ×3 ok (1.2 s)`; failures with their message. */
export function renderCalls(calls: CallRecord[]): string {
  const groups = new Map<string, { label: string; count: number; ms: number }>()
  for (const call of calls) {
    const outcome =
      call.ok === undefined
        ? 'not finished'
        : call.ok
          ? 'ok'
          : `failed (${oneLine(call.error ?? 'unknown error', 160)})`
    const key = `${call.tool} ${outcome}`
    const group = groups.get(key) ?? { label: outcome, count: 0, ms: 0 }
    group.count += 1
    group.ms += call.ms
    groups.set(key, group)
  }
  const parts = [...groups].map(([key, group]) => {
    const tool = key.slice(0, key.length - group.label.length - 1).replace('/', '.')
    const times = group.count > 1 ? ` ×${group.count}` : ''
    return `${tool}${times} ${group.label}${group.label === 'ok' ? ` (${formatDuration(group.ms)})` : ''}`
  })
  const shown = parts.slice(0, 20)
  return shown.join(', ') + (parts.length > shown.length ? `, … ${parts.length - shown.length} more` : '')
}

function renderLogs(logs: LogLine[]): string {
  if (logs.length === 0) return ''
  const last = logs.slice(-maxLogLines)
  let text = last
    .map((log) => (log.level === 'log' || log.level === 'info' ? log.text : `[${log.level}] ${log.text}`))
    .join('\n')
  let cut = logs.length - last.length
  if (text.length > maxLogCharacters) {
    text = text.slice(-maxLogCharacters)
    cut = Math.max(cut, 1)
  }
  const title =
    cut > 0
      ? `logs (last ${last.length} of ${count(logs.length)} lines, ${count(text.length)} characters):`
      : 'logs:'
  return `${title}\n${text}`
}

/** 312 ms, 4.46 s, 2 min 05 s. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`
  return `${Math.floor(ms / 60_000)} min ${String(Math.round((ms % 60_000) / 1_000)).padStart(2, '0')} s`
}

/** Cuts without splitting a surrogate pair. */
export function cutText(text: string, characters: number): string {
  if (text.length <= characters) return text
  const last = text.charCodeAt(characters - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? characters - 1 : characters)
}

function oneLine(text: string, characters: number): string {
  const flat = text.replace(/\s+/g, ' ')
  return flat.length > characters ? `${cutText(flat, characters - 1)}…` : flat
}

function count(value: number): string {
  return value.toLocaleString('en-US')
}
