import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { name, readFields, shortText, tags } from '../shared/fields.ts'
import { aboutClause } from './query-temporal.ts'
import { elapsed, eventSchema, eventView } from './event.ts'

export const lastTime = defineOperation({
  layer: 'episodic',
  name: 'last_time',
  description:
    'Tells when something last happened and how long ago: the latest events that have all content words of `what` (and the tags and people, if given). By time, never by likeness.',
  input: z.strictObject({
    what: shortText.optional(),
    tags: tags.optional(),
    participants: z.array(name).min(1).max(20).optional(),
    count: z.int().min(1).max(100).default(1).describe('How many of the latest.'),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.array(eventSchema.extend({ elapsed: z.string(), elapsedMs: z.number() })),
  positional: ['what', 'count'],
  readOnly: true,
  handler(context, input) {
    const now = input.asOf ?? context.now
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['episodic'],
      kinds: ['event'],
      tags: input.tags,
      participants: input.participants,
      to: now,
      asOf: input.asOf,
      cold: true,
    })
    const about = aboutClause(context.retrieval, input.what)
    return context.store
      .select(
        `${filter.sql}${about.sql}`,
        [...filter.parameters, ...about.parameters, input.count],
        'ORDER BY m.occurredAt DESC, m.seq DESC LIMIT ?',
      )
      .map((row) => {
        const at = row.occurredAt ?? row.createdAt
        return { ...eventView(row), elapsed: elapsed(at, now), elapsedMs: now - at }
      })
  },
})
