import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { id, limit, readFields, tags } from '../shared/fields.ts'
import { withinTokens } from '../shared/tokens.ts'
import { goalSchema, goalView } from './goal.ts'
import { rollUp } from './progress.ts'

export const listGoals = defineOperation({
  layer: 'prospective',
  name: 'list_goals',
  description: 'Lists goals with how far each is; all, or those directly below `parent`.',
  input: z.strictObject({
    parent: id.optional(),
    status: z.enum(['open', 'done', 'all']).default('open'),
    tags: tags.optional(),
    limit: limit.default(50),
    scope: readFields.scope,
    maxTokens: readFields.maxTokens,
  }),
  output: z.array(goalSchema.extend({ share: z.number(), status: z.string() })),
  positional: ['parent'],
  readOnly: true,
  handler(context, input) {
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['prospective'],
      kinds: ['goal'],
      parent: input.parent,
      tags: input.tags,
      status: input.status === 'all' ? undefined : input.status,
      cold: true,
    })
    const rows = context.store.select(sql, [...parameters, input.limit], 'ORDER BY m.seq LIMIT ?')
    return withinTokens(rows, input.maxTokens, (row) => row.content).map((row) => ({
      ...goalView(row),
      share: Math.round(rollUp(context, row, new Set()).share * 1000) / 1000,
      status: row.status ?? 'open',
    }))
  },
})
