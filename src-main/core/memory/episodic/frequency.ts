import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { compact, defineOperation } from '../operation.ts'
import { name, readFields, shortText, tags, time } from '../shared/fields.ts'
import { aboutClause, bucketOf } from './query-temporal.ts'
import { day } from '../shared/time.ts'

export const frequency = defineOperation({
  layer: 'episodic',
  name: 'frequency',
  description:
    'Tells how often and at what interval something happened: distinct events that have all content words of `what`; the same event told twice counts once. `series` has every bucket of the span, empty ones too.',
  input: z.strictObject({
    what: shortText.optional(),
    tags: tags.optional(),
    participants: z.array(name).min(1).max(20).optional(),
    from: time.optional(),
    to: time.optional(),
    by: z.enum(['day', 'week', 'month', 'year']).default('month'),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.object({
    count: z.number(),
    series: z.array(z.object({ bucket: z.string(), count: z.number() })),
    medianIntervalMs: z.number().optional().describe('Between one event and the next.'),
    first: z.string().optional(),
    last: z.string().optional(),
  }),
  positional: ['what'],
  readOnly: true,
  handler(context, input) {
    if (input.what === undefined && input.tags === undefined && input.participants === undefined) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        'episodic/frequency: say what is counted: what, tags or participants.',
      )
    }
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['episodic'],
      kinds: ['event'],
      tags: input.tags,
      participants: input.participants,
      from: input.from,
      to: input.to,
      asOf: input.asOf,
      cold: true,
    })
    const about = aboutClause(context.retrieval, input.what)
    const seen = new Set<string>()
    const times = context.store
      .select(
        `${filter.sql}${about.sql}`,
        [...filter.parameters, ...about.parameters],
        'ORDER BY m.occurredAt',
      )
      .filter((row) => {
        // Two turns of the same words on the same day and session are one event.
        const key = `${row.hash} ${bucketOf(row.occurredAt ?? row.createdAt, 'day')}`
        if (seen.has(key)) return false
        seen.add(key)
        return true
      })
      .map((row) => row.occurredAt ?? row.createdAt)
    const counts = new Map<string, number>()
    const [first, last] = [times[0], times.at(-1)]
    if (first !== undefined && last !== undefined) {
      const span = { day, week: 7 * day, month: 28 * day, year: 365 * day }[input.by]
      if ((last - first) / span <= 5000) {
        for (let at = first; at <= last; at += Math.min(span, day * 7)) counts.set(bucketOf(at, input.by), 0)
      }
      for (const at of times)
        counts.set(bucketOf(at, input.by), (counts.get(bucketOf(at, input.by)) ?? 0) + 1)
    }
    const intervals = times
      .slice(1)
      .map((at, index) => at - (times[index] ?? 0))
      .toSorted((a, b) => a - b)
    return compact({
      count: times.length,
      series: [...counts]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([bucket, count]) => ({ bucket, count })),
      medianIntervalMs: intervals[Math.floor(intervals.length / 2)],
      first: first === undefined ? undefined : new Date(first).toISOString(),
      last: last === undefined ? undefined : new Date(last).toISOString(),
    })
  },
})
