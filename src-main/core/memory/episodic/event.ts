import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import { compact, type MemoryContext } from '../operation.ts'
import { iso, isoOrUndefined } from '../shared/time.ts'

/** An episode as operations give it. */
export const eventSchema = z.object({
  id: z.string(),
  content: z.string(),
  occurredAt: z.string().optional().describe('ISO 8601.'),
  tags: z.array(z.string()),
  session: z.string().optional(),
  position: z.number().optional().describe('Place in the session, from 0.'),
  speaker: z.string().optional(),
  participants: z.array(z.string()).optional(),
  place: z.string().optional(),
  importance: z.number().optional(),
  affect: z.number().optional().describe('-1 unpleasant … 1 pleasant.'),
  observed: z.number().optional().describe('How often it was reported, if more than once.'),
  scope: z.string(),
})
export type EventView = z.infer<typeof eventSchema>

export function eventView(row: MemoryRow): EventView {
  const { participants, affect } = row.data
  return compact({
    id: row.id,
    content: row.content,
    occurredAt: isoOrUndefined(row.occurredAt),
    tags: row.tags,
    session: row.session ?? undefined,
    position: row.position ?? undefined,
    speaker: row.speaker ?? undefined,
    participants: Array.isArray(participants) ? (participants as string[]) : undefined,
    place: row.place ?? undefined,
    importance: row.importance === 0.5 ? undefined : row.importance,
    affect: typeof affect === 'number' ? affect : undefined,
    observed: row.observed > 1 ? row.observed : undefined,
    scope: row.scope,
  })
}

/** Next free position of a session. */
export function nextPosition(context: MemoryContext, scope: string, session: string): number {
  const last = context.store.database
    .prepare('SELECT max(position) FROM memories WHERE session = ? AND scope = ?')
    .pluck()
    .get(session, scope) as number | null
  return last === null ? 0 : last + 1
}

/** Episodes beside one in its session, in order; without a session, beside it in time. */
export function neighboursOf(
  context: MemoryContext,
  row: MemoryRow,
  before: number,
  after: number,
): MemoryRow[] {
  const { store } = context
  const alive = "m.layer = 'episodic' AND m.kind = 'event' AND m.scope = ? AND m.endedAt IS NULL"
  if (row.session !== null && row.position !== null) {
    return store.select(
      `${alive} AND m.session = ? AND m.position BETWEEN ? AND ? AND m.id <> ?`,
      [row.scope, row.session, row.position - before, row.position + after, row.id],
      'ORDER BY m.position',
    )
  }
  const at = row.occurredAt ?? row.createdAt
  const earlier = store.select(
    `${alive} AND (m.occurredAt < ? OR (m.occurredAt = ? AND m.seq < ?))`,
    [row.scope, at, at, row.seq],
    `ORDER BY m.occurredAt DESC, m.seq DESC LIMIT ${before}`,
  )
  const later = store.select(
    `${alive} AND (m.occurredAt > ? OR (m.occurredAt = ? AND m.seq > ?))`,
    [row.scope, at, at, row.seq],
    `ORDER BY m.occurredAt, m.seq LIMIT ${after}`,
  )
  return [...earlier.toReversed(), ...later]
}

/** How long ago, in words. */
export function elapsed(from: number, to: number): string {
  const seconds = Math.round((to - from) / 1000)
  const ago = seconds >= 0 ? 'ago' : 'ahead'
  const size = Math.abs(seconds)
  const steps: [number, string][] = [
    [31_557_600, 'year'],
    [2_629_800, 'month'],
    [604_800, 'week'],
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ]
  for (const [unit, label] of steps) {
    if (size >= unit) {
      const count = Math.floor(size / unit)
      return `${count} ${label}${count === 1 ? '' : 's'} ${ago}`
    }
  }
  return 'now'
}

export { iso }
