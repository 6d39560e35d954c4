import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { changeFields, filledText, id } from '../shared/fields.ts'
import { taskFields, taskPatch, taskSchema, taskView } from './task.ts'

export const updateTask = defineOperation({
  layer: 'prospective',
  name: 'update_task',
  description:
    'Changes an open task: its text, time, cue, priority, dependencies, goal. What is not given stays. BAD_ARGUMENTS when it would depend on itself, CONFLICT when it is closed. To close it use prospective/complete_task.',
  input: z.strictObject({ id, action: filledText(20_000).optional(), ...taskFields, ...changeFields }),
  output: z.object({ id: z.string(), task: taskSchema, opId: z.string() }),
  positional: ['id'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const before = context.need(input.id, input, { layer: 'prospective', kind: 'task' })
      if (before.status !== 'open')
        throw new AthenaError(
          'CONFLICT',
          `The task ${before.id} is ${before.status}; only open tasks change.`,
        )
      const row = write.update(before.id, {
        ...taskPatch(context, input, before.data, before.id),
        ...(input.action !== undefined && { content: input.action }),
      })
      if (input.dependsOn) {
        for (const link of context.store.links("fromId = ? AND relation = 'dependsOn'", [row.id]))
          write.unlink(link.id)
        for (const other of input.dependsOn) write.link(row.id, other, 'dependsOn')
      }
      return { id: row.id, task: taskView(row) }
    })
  },
})
