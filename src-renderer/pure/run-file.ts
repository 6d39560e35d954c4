import type { RunEvent } from '../../src-main/contract/events.ts'
import type { RunRow } from '../../src-main/contract/methods.ts'
import type { NumberedEvent } from './run-fold.ts'

/** A run from a file: what the host would have said of it. */
export interface RunFile {
  run: RunRow
  code: string
  answer?: string
  error?: { code: string; message: string; line?: number; column?: number }
  events: NumberedEvent[]
  /** Payloads by reference. */
  blobs: ReadonlyMap<string, string>
}

type Fields = Record<string, 'number' | 'string' | 'boolean' | 'object'>

/** Fields that an event of a kind must have; an event that lacks one is left out. */
const eventFields: Record<string, Fields> = {
  'run.started': { source: 'string', session: 'string', at: 'number', tokenMethod: 'string' },
  'code.checked': { ms: 'number', problems: 'object' },
  'code.compiled': { ms: 'number' },
  'sandbox.ready': { ms: 'number', level: 'string' },
  'call.asked': { call: 'string', tool: 'string', argsRef: 'string', preview: 'string' },
  'call.held': { call: 'string', rule: 'string' },
  'call.decided': { call: 'string', by: 'string', ok: 'boolean' },
  'call.sent': { call: 'string' },
  'call.ended': { call: 'string', ok: 'boolean', bytes: 'number', tokens: 'number' },
  'pii.minted': { token: 'string', kind: 'string', path: 'string' },
  'pii.resolved': { token: 'string', call: 'string', path: 'string' },
  'pii.blocked': { token: 'string', call: 'string', path: 'string', reason: 'string' },
  log: { level: 'string', text: 'string' },
  presented: { title: 'string', ref: 'string' },
  sample: { cpu: 'number', rss: 'number' },
  'limit.hit': { which: 'string' },
  'run.ended': { status: 'string', bytesToModel: 'number', tokensToModel: 'number' },
}

const rowText = ['id', 'session', 'client', 'source', 'status', 'title'] as const
const rowNumbers = [
  'startedAt',
  'durationMs',
  'calls',
  'failedCalls',
  'tokens',
  'bytesStayed',
  'bytesToModel',
  'tokensToModel',
  'tokensSaved',
] as const

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEvent(value: unknown): value is RunEvent {
  if (!isRecord(value) || typeof value['t'] !== 'number' || typeof value['k'] !== 'string') return false
  const fields = eventFields[value['k']]
  if (fields === undefined || ('line' in value && typeof value['line'] !== 'number')) return false
  if (value['k'] === 'code.checked' && !Array.isArray(value['problems'])) return false
  if ('error' in value && !isError(value['error'])) return false
  return Object.entries(fields).every(([name, type]) => typeof value[name] === type && value[name] !== null)
}

function isError(value: unknown): value is { code: string; message: string } {
  return isRecord(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string'
}

function readRow(value: unknown): RunRow | undefined {
  if (!isRecord(value)) return undefined
  if (rowText.some((name) => typeof value[name] !== 'string')) return undefined
  if (rowNumbers.some((name) => typeof value[name] !== 'number')) return undefined
  const tools = Array.isArray(value['tools']) ? value['tools'].filter((one) => typeof one === 'string') : []
  return { ...(value as unknown as RunRow), tools, pinned: false, note: '' }
}

/**
 * Reads an exported run. The file may come from anyone: lines that are not what they should be are left out, and nothing in it is ever more than text.
 *
 * @returns undefined when the text is no exported run of a version that is known.
 */
export function readRunFile(text: string): RunFile | undefined {
  const lines = text.split('\n')
  const head = parseLine(lines[0] ?? '')
  const run = head?.['athena-run'] === 1 ? readRow(head['run']) : undefined
  if (head === undefined || run === undefined || typeof head['code'] !== 'string') return undefined
  const blobs = new Map<string, string>()
  const events: NumberedEvent[] = []
  let seq = 0
  for (const line of lines.slice(1)) {
    const value = parseLine(line)
    if (value === undefined) continue
    if (typeof value['blob'] === 'string' && typeof value['text'] === 'string')
      blobs.set(value['blob'], value['text'])
    else if (isEvent(value['event'])) events.push({ seq: ++seq, event: value['event'] })
  }
  return {
    run,
    code: head['code'],
    ...(typeof head['answer'] === 'string' ? { answer: head['answer'] } : {}),
    ...(isError(head['error']) ? { error: head['error'] } : {}),
    events,
    blobs,
  }
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
