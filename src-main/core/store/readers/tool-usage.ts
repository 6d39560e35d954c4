import type { ReadableDatabase } from '../open.ts'

/** What one tool did lately. */
export interface ToolUsage {
  calls: number
  failed: number
  /** Middle and 95th-percentile duration of the calls that ended, milliseconds; absent when none did. */
  p50?: number
  p95?: number
  lastUsed?: number
  /** Calls a day, oldest first, one number a day up to today. */
  days: number[]
  /** Newest calls first. */
  recent: { run: string; title: string; ok: boolean; ms: number; at: number; error?: string }[]
  /** Set when there are more runs than were looked at. */
  truncated: boolean
}

const dayMs = 86_400_000
/** Newest runs that are looked at: keeps the answer within some ten milliseconds. */
const mostRuns = 500

interface CallRow {
  run: string
  title: string
  startedAt: number
  call: string
  asked: number
  ended: number | null
  ok: number | null
  error: string | null
}

/**
 * Folds the calls of a tool out of the events of the runs that used it. `days` back from `now` (epoch milliseconds);
 * a call's time runs from being asked to its end, waiting for a person included.
 */
export function readToolUsage(
  database: ReadableDatabase,
  tool: string,
  now: number,
  days: number,
): ToolUsage {
  const since = now - days * dayMs
  const runs = database
    .prepare<[number, string, number], { id: string }>(
      `SELECT id FROM runs WHERE started_at >= ? AND instr(tools, ?) > 0 AND source <> 'replay' ORDER BY number DESC LIMIT ?`,
    )
    .all(since, JSON.stringify(tool), mostRuns + 1)
  const truncated = runs.length > mostRuns
  const calls = database
    .prepare<[string, string], CallRow>(
      `SELECT r.id AS run, r.title, r.started_at AS startedAt, json_extract(a.event, '$.call') AS call, json_extract(a.event, '$.t') AS asked,
         json_extract(e.event, '$.t') AS ended, json_extract(e.event, '$.ok') AS ok, json_extract(e.event, '$.error.message') AS error
       FROM json_each(?) ids JOIN runs r ON r.id = ids.value
       JOIN events a ON a.run = r.id AND json_extract(a.event, '$.k') = 'call.asked' AND json_extract(a.event, '$.tool') = ?
       LEFT JOIN events e ON e.run = r.id AND e.seq > a.seq AND json_extract(e.event, '$.k') = 'call.ended'
         AND json_extract(e.event, '$.call') = json_extract(a.event, '$.call')
       ORDER BY r.number DESC, a.seq DESC`,
    )
    .all(JSON.stringify(runs.slice(0, mostRuns).map((run) => run.id)), tool)
  const times: number[] = []
  const perDay = Array.from({ length: days }, () => 0)
  let failed = 0
  for (const call of calls) {
    if (call.ended !== null) times.push(call.ended - call.asked)
    if (call.ok === 0) failed++
    const day = days - 1 - Math.floor((now - call.startedAt - call.asked) / dayMs)
    const at = Math.min(Math.max(day, 0), days - 1)
    perDay[at] = (perDay[at] ?? 0) + 1
  }
  times.sort((a, b) => a - b)
  const p50 = quantile(times, 0.5)
  const p95 = quantile(times, 0.95)
  const newest = calls[0]
  return {
    calls: calls.length,
    failed,
    ...(p50 === undefined ? {} : { p50 }),
    ...(p95 === undefined ? {} : { p95 }),
    ...(newest === undefined ? {} : { lastUsed: newest.startedAt + newest.asked }),
    days: perDay,
    recent: calls.slice(0, 8).map((call) => ({
      run: call.run,
      title: call.title,
      ok: call.ok === 1,
      ms: (call.ended ?? call.asked) - call.asked,
      at: call.startedAt + call.asked,
      ...(call.error === null ? {} : { error: call.error }),
    })),
    truncated,
  }
}

/** The value below which a share of the sorted numbers lies (nearest rank). */
function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
}
