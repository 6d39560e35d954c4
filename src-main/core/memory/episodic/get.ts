import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { id, readFields } from '../shared/fields.ts'
import { eventSchema, eventView, neighboursOf } from './event.ts'

export const get = defineOperation({
  layer: 'episodic',
  name: 'get',
  description:
    'Gives one event by its id, whole, with its neighbours when asked. NOT_FOUND for an unknown id, another scope, or an event that was forgotten.',
  input: z.strictObject({
    id,
    neighbours: z
      .int()
      .min(0)
      .max(50)
      .default(0)
      .describe('Also gives this many events before and after it.'),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: eventSchema.extend({ neighbours: z.array(eventSchema).optional() }),
  positional: ['id'],
  readOnly: true,
  handler(context, input) {
    const now = context.need(input.id, input, { layer: 'episodic', kind: 'event' })
    const row = input.asOf === undefined ? now : context.store.at(input.id, input.asOf)
    if (!row || row.endedAt !== null) {
      throw new AthenaError(
        'NOT_FOUND',
        `The event ${input.id} ${row ? 'was forgotten' : 'was not there at that time'}. meta/audit with its id tells when.`,
      )
    }
    const neighbours =
      input.neighbours === 0 ? undefined : neighboursOf(context, row, input.neighbours, input.neighbours)
    return { ...eventView(row), ...(neighbours && { neighbours: neighbours.map(eventView) }) }
  },
})
