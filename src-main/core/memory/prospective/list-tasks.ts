import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { id, limit, readFields, shortText, tags } from '../shared/fields.ts'
import { withinTokens } from '../shared/tokens.ts'
import { aboutClause } from '../episodic/query-temporal.ts'
import { taskSchema, taskStates, taskView } from './task.ts'

export const listTasks = defineOperation({
  layer: 'prospective',
  name: 'list_tasks',
  description: 'Lists tasks by state, goal, tag or words, those with a time first, a page at a time.',
  input: z.strictObject({
    status: z.enum([...taskStates, 'all']).default('open'),
    about: shortText.optional().describe('Only tasks with all content words of this.'),
    goal: id.optional(),
    tags: tags.optional(),
    limit: limit.default(50),
    offset: z.int().min(0).default(0),
    ...readFields,
  }),
  output: z.object({ tasks: z.array(taskSchema), total: z.number(), offset: z.number() }),
  positional: ['status', 'limit'],
  readOnly: true,
  handler(context, input) {
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['prospective'],
      kinds: ['task'],
      status: input.status === 'all' || input.asOf !== undefined ? undefined : input.status,
      parent: input.goal,
      tags: input.tags,
      asOf: input.asOf,
      cold: true,
    })
    const about = aboutClause(context.retrieval, input.about)
    const rows = context.store
      .select(
        `${filter.sql}${about.sql}`,
        [...filter.parameters, ...about.parameters],
        'ORDER BY m.dueAt IS NULL, m.dueAt, m.importance DESC, m.seq',
      )
      .flatMap((row) =>
        input.asOf === undefined
          ? [row]
          : [context.store.at(row.id, input.asOf)].filter((one) => one !== undefined),
      )
      .filter((row) => input.status === 'all' || row.status === input.status)
    const page = withinTokens(
      rows.slice(input.offset, input.offset + input.limit),
      input.maxTokens,
      (row) => row.content,
    )
    return { tasks: page.map(taskView), total: rows.length, offset: input.offset }
  },
})
