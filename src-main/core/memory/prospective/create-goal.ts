import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { filledText, id, shortText, tags, writeFields } from '../shared/fields.ts'
import { goalSchema, goalView } from './goal.ts'
import { readWhen, whenField } from './when.ts'
import { ownZone } from './zone.ts'

export const createGoal = defineOperation({
  layer: 'prospective',
  name: 'create_goal',
  description:
    'Sets a goal: something to be reached, with criteria that say when it is, possibly below another goal. A goal is not a task: it has criteria, no cue. Tasks serve it by their `goal`.',
  input: z.strictObject({
    statement: filledText(20_000),
    criteria: z.array(shortText).max(100).default([]).describe('Each must be met.'),
    parent: id.optional(),
    by: whenField.optional().describe('When it should be reached.'),
    tags: tags.optional(),
    ...writeFields,
  }),
  output: z.object({ id: z.string(), goal: goalSchema, opId: z.string() }),
  positional: ['statement'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write, scope) => {
      if (input.parent !== undefined)
        context.need(input.parent, input, { layer: 'prospective', kind: 'goal' })
      const row = write.insert({
        layer: 'prospective',
        kind: 'goal',
        scope,
        content: input.statement,
        status: 'open',
        parent: input.parent ?? null,
        dueAt: input.by === undefined ? null : readWhen.time(input.by, context.now, ownZone()),
        occurredAt: context.now,
        tags: input.tags ?? [],
        data: { criteria: input.criteria },
      })
      return { id: row.id, goal: goalView(row) }
    })
  },
})
