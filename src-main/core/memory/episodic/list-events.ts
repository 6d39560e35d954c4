import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, name, readFields, tags, time } from '../shared/fields.ts'
import { withinTokens } from '../shared/tokens.ts'
import { eventSchema, eventView } from './event.ts'

export const listEvents = defineOperation({
  layer: 'episodic',
  name: 'list_events',
  description:
    'Lists events by time, newest first, a page at a time, without ranking. `total` counts all that match; go on with `offset`.',
  input: z.strictObject({
    limit: limit.default(50),
    offset: z.int().min(0).default(0),
    order: z.enum(['newest', 'oldest']).default('newest'),
    tags: tags.optional().describe('Only events with all of these.'),
    session: name.optional(),
    participants: z.array(name).min(1).max(20).optional(),
    place: name.optional(),
    from: time.optional(),
    to: time.optional(),
    includeCold: z.boolean().default(true).describe('Also events that decay moved to the cold tier.'),
    ...readFields,
  }),
  output: z.object({ events: z.array(eventSchema), total: z.number(), offset: z.number() }),
  positional: ['limit'],
  readOnly: true,
  handler(context, input) {
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['episodic'],
      kinds: ['event'],
      tags: input.tags,
      session: input.session,
      participants: input.participants,
      place: input.place,
      from: input.from,
      to: input.to,
      asOf: input.asOf,
      cold: input.includeCold,
    })
    const direction = input.order === 'newest' ? 'DESC' : 'ASC'
    const rows = context.store.select(
      sql,
      [...parameters, input.limit, input.offset],
      `ORDER BY m.occurredAt ${direction}, m.seq ${direction} LIMIT ? OFFSET ?`,
    )
    const total = context.store.database
      .prepare(`SELECT count(*) FROM memories m WHERE ${sql}`)
      .pluck()
      .get(...parameters) as number
    return {
      events: withinTokens(rows, input.maxTokens, (row) => row.content).map(eventView),
      total,
      offset: input.offset,
    }
  },
})
