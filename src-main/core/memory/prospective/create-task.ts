import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { filledText, writeFields } from '../shared/fields.ts'
import { taskFields, taskPatch, taskSchema, taskView } from './task.ts'

export const createTask = defineOperation({
  layer: 'prospective',
  name: 'create_task',
  description:
    'Forms an intention: something to do at a time, when a context occurs (`cue`), after other tasks, or all of these. ' +
    'Due tasks appear in prospective/due and in `athena://memory/context`; cued ones come from prospective/cue, once a context. Promises made by or to someone are tasks with promisedBy and promisedTo.',
  input: z.strictObject({
    action: filledText(20_000).describe('What to do.'),
    ...taskFields,
    ...writeFields,
  }),
  output: z.object({ id: z.string(), task: taskSchema, opId: z.string() }),
  positional: ['action', 'when'],
  readOnly: false,
  handler(context, input) {
    if (input.deadline !== undefined && input.deadline < context.now)
      throw new AthenaError('BAD_ARGUMENTS', 'prospective/create_task: the deadline is in the past.')
    return context.write(input, (write, scope) => {
      const patch = taskPatch(context, input, {})
      const row = write.insert({
        layer: 'prospective',
        kind: 'task',
        scope,
        content: input.action,
        status: 'open',
        occurredAt: context.now,
        ...patch,
      })
      for (const other of input.dependsOn ?? []) write.link(row.id, other, 'dependsOn')
      return { id: row.id, task: taskView(row) }
    })
  },
})
