import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, name, readFields, shortText, tags, time } from '../shared/fields.ts'
import { withinTokens } from '../shared/tokens.ts'
import { eventSchema, eventView } from './event.ts'

export const queryTemporal = defineOperation({
  layer: 'episodic',
  name: 'query_temporal',
  description:
    'Lists what happened in a span of time, in order, by day, week, month or year (UTC). ' +
    'No ranking; `about` keeps only events with all content words of it. Answers "what happened in May". At most `limit` events; `total` counts all.',
  input: z.strictObject({
    from: time,
    to: time.optional().describe('Now by default; inclusive.'),
    about: shortText.optional(),
    granularity: z.enum(['day', 'week', 'month', 'year']).default('day'),
    order: z.enum(['oldest', 'newest']).default('oldest'),
    tags: tags.optional(),
    participants: z.array(name).min(1).max(20).optional(),
    limit: limit.default(200),
    ...readFields,
  }),
  output: z.object({
    buckets: z.array(
      z.object({
        bucket: z.string().describe('2026-05-01, 2026-W18, 2026-05 or 2026.'),
        events: z.array(eventSchema),
      }),
    ),
    total: z.number(),
  }),
  positional: ['from', 'to'],
  readOnly: true,
  handler(context, input) {
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['episodic'],
      kinds: ['event'],
      from: input.from,
      to: input.to ?? context.now,
      tags: input.tags,
      participants: input.participants,
      asOf: input.asOf,
      cold: true,
    })
    const about = aboutClause(context.retrieval, input.about)
    const where = `${filter.sql}${about.sql}`
    const parameters = [...filter.parameters, ...about.parameters]
    const direction = input.order === 'oldest' ? 'ASC' : 'DESC'
    const rows = context.store.select(
      where,
      [...parameters, input.limit],
      `ORDER BY m.occurredAt ${direction}, m.seq ${direction} LIMIT ?`,
    )
    const total = context.store.database
      .prepare(`SELECT count(*) FROM memories m WHERE ${where}`)
      .pluck()
      .get(...parameters) as number
    const kept = withinTokens(rows, input.maxTokens, (row) => row.content)
    const buckets = Map.groupBy(kept, (row) => bucketOf(row.occurredAt ?? row.createdAt, input.granularity))
    return { buckets: [...buckets].map(([bucket, list]) => ({ bucket, events: list.map(eventView) })), total }
  },
})

/** A clause that keeps memories with all content words of a text. */
export function aboutClause(
  retrieval: { parse(query: string): { terms: Map<string, number> } },
  about: string | undefined,
): { sql: string; parameters: unknown[] } {
  if (about === undefined) return { sql: '', parameters: [] }
  const terms = [...retrieval.parse(about).terms.keys()].map((term) => `"${term.replaceAll('"', '""')}"`)
  if (terms.length === 0) return { sql: ' AND 0', parameters: [] }
  return {
    sql: ' AND m.seq IN (SELECT rowid FROM memory_fts WHERE memory_fts MATCH ?)',
    parameters: [terms.join(' AND ')],
  }
}

/** Name of the day, ISO week, month or year of a moment, in UTC. */
export function bucketOf(milliseconds: number, granularity: 'day' | 'week' | 'month' | 'year'): string {
  const date = new Date(milliseconds)
  const isoText = date.toISOString()
  const dateEnd = isoText.indexOf('T')
  const dayText = isoText.slice(0, dateEnd)
  if (granularity === 'day') return dayText
  if (granularity === 'month') return dayText.slice(0, -3)
  if (granularity === 'year') return dayText.slice(0, -6)
  // ISO 8601: a week belongs to the year of its Thursday.
  const thursday = new Date(
    Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 4 - (date.getUTCDay() || 7)),
  )
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  const week = Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7)
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`
}
