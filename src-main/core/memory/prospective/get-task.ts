import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { id, readFields } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { blockersOf, taskSchema, taskView } from './task.ts'

export const getTask = defineOperation({
  layer: 'prospective',
  name: 'get_task',
  description: 'Gives one task with what it waits for, what waits for it, and the events of its course.',
  input: z.strictObject({ id, scope: readFields.scope, asOf: readFields.asOf }),
  output: taskSchema.extend({
    blockedBy: z.array(z.string()),
    blocks: z.array(z.string()),
    evidence: z.string().optional(),
    events: z.array(z.object({ id: z.string(), content: z.string(), at: z.string() })),
  }),
  positional: ['id'],
  readOnly: true,
  handler(context, input) {
    const now = context.need(input.id, input, { layer: 'prospective', kind: 'task' })
    const row = input.asOf === undefined ? now : context.store.at(now.id, input.asOf)
    if (!row || row.endedAt !== null)
      throw new AthenaError('NOT_FOUND', `The task ${input.id} was forgotten, or was not there at that time.`)
    const { evidence } = row.data
    return {
      ...taskView(row),
      blockedBy: blockersOf(context, row),
      blocks: context.store.links("toId = ? AND relation = 'dependsOn'", [row.id]).map((link) => link.fromId),
      ...(typeof evidence === 'string' && { evidence }),
      events: context.store
        .links("toId = ? AND relation = 'about'", [row.id])
        .flatMap((link) => {
          const event = context.store.get(link.fromId)
          return event && event.endedAt === null
            ? [{ id: event.id, content: event.content, at: iso(event.occurredAt ?? event.createdAt) }]
            : []
        })
        .toSorted((a, b) => (a.at < b.at ? -1 : 1)),
    }
  },
})
