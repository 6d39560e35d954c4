import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { id, readFields } from '../shared/fields.ts'
import { withinTokens } from '../shared/tokens.ts'
import { eventSchema, eventView, neighboursOf } from './event.ts'

export const around = defineOperation({
  layer: 'episodic',
  name: 'around',
  description:
    'Gives what came right before and after an event: in its session by order, without a session by time. ' +
    'With a token budget the farthest are left out first.',
  input: z.strictObject({
    id,
    before: z.int().min(0).max(500).default(5),
    after: z.int().min(0).max(500).default(5),
    scope: readFields.scope,
    maxTokens: readFields.maxTokens,
  }),
  output: z.object({ before: z.array(eventSchema), event: eventSchema, after: z.array(eventSchema) }),
  positional: ['id', 'before', 'after'],
  readOnly: true,
  handler(context, input) {
    const row = context.need(input.id, input, { layer: 'episodic', kind: 'event' })
    const near = neighboursOf(context, row, input.before, input.after)
    const isBefore = (other: typeof row): boolean =>
      row.position !== null && other.position !== null && row.session === other.session
        ? other.position < row.position
        : (other.occurredAt ?? 0) < (row.occurredAt ?? 0) ||
          ((other.occurredAt ?? 0) === (row.occurredAt ?? 0) && other.seq < row.seq)
    // Nearest first for the budget, back in order for the answer.
    const earlier = near.filter(isBefore).toReversed()
    const later = near.filter((one) => !isBefore(one))
    const mixed = Array.from({ length: Math.max(earlier.length, later.length) }, (_, i) => [
      earlier[i],
      later[i],
    ]).flat()
    const kept = new Set(
      withinTokens(
        [row, ...mixed.filter((one) => one !== undefined)],
        input.maxTokens,
        (one) => one.content,
      ).map((one) => one.id),
    )
    return {
      before: earlier
        .filter((one) => kept.has(one.id))
        .toReversed()
        .map(eventView),
      event: eventView(row),
      after: later.filter((one) => kept.has(one.id)).map(eventView),
    }
  },
})
