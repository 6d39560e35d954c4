import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, name, readFields } from '../shared/fields.ts'
import { fold } from '../text/analyse.ts'
import { openTasks, taskSchema, taskStates, taskView } from './task.ts'

export const commitments = defineOperation({
  layer: 'prospective',
  name: 'commitments',
  description:
    'Lists promises made by or to someone, with the exact words or the event that prove them: tasks that have promisedBy or promisedTo.',
  input: z.strictObject({
    by: name.optional(),
    to: name.optional(),
    status: z.enum(taskStates).default('open'),
    limit: limit.default(50),
    maxTokens: readFields.maxTokens,
    scope: readFields.scope,
  }),
  output: z.array(z.object({ promise: taskSchema, evidence: z.string().optional(), late: z.boolean() })),
  positional: ['by', 'to'],
  listOf: '',
  readOnly: true,
  handler(context, input) {
    const same = (a: unknown, b: string | undefined): boolean =>
      b === undefined || (typeof a === 'string' && fold(a) === fold(b))
    return openTasks(context, input.scope, input.status)
      .filter((row) => {
        const { promisedBy, promisedTo } = row.data
        return (
          (promisedBy !== undefined || promisedTo !== undefined) &&
          same(promisedBy, input.by) &&
          same(promisedTo, input.to)
        )
      })
      .slice(0, input.limit)
      .map((row) => {
        const { evidence, deadline } = row.data
        const words =
          typeof evidence === 'string' ? (context.store.get(evidence)?.content ?? evidence) : undefined
        const end = typeof deadline === 'number' ? deadline : row.dueAt
        return {
          promise: taskView(row),
          ...(words !== undefined && { evidence: words }),
          late: row.status === 'open' && end !== null && end < context.now,
        }
      })
  },
})
