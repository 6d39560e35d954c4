import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, readFields, tags } from '../shared/fields.ts'
import { procedureSchema, procedureView } from './procedure.ts'

export const list = defineOperation({
  layer: 'procedural',
  name: 'list',
  description:
    'Lists procedures by name, with how often they ran and how often they succeeded; without steps and code (procedural/get_procedure has them).',
  input: z.strictObject({
    tags: tags.optional(),
    sort: z.enum(['name', 'success', 'runs', 'newest']).default('name'),
    limit: limit.default(100),
    maxTokens: readFields.maxTokens,
    offset: z.int().min(0).default(0),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.object({
    procedures: z.array(procedureSchema.omit({ steps: true, code: true }).extend({ steps: z.number() })),
    total: z.number(),
    offset: z.number(),
  }),
  positional: ['limit'],
  listOf: 'procedures',
  readOnly: true,
  handler(context, input) {
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['procedural'],
      kinds: ['procedure'],
      tags: input.tags,
      asOf: input.asOf,
      cold: true,
    })
    const views = context.store
      .select(sql, parameters, 'ORDER BY m.name')
      .map((row) => ({ row, view: procedureView(row) }))
    if (input.sort === 'success') views.sort((a, b) => b.view.successProbability - a.view.successProbability)
    if (input.sort === 'runs') views.sort((a, b) => b.view.runs - a.view.runs)
    if (input.sort === 'newest') views.sort((a, b) => b.row.createdAt - a.row.createdAt)
    return {
      procedures: views.slice(input.offset, input.offset + input.limit).map(({ view }) => {
        const { steps, code: _code, ...rest } = view
        return { ...rest, steps: steps.length }
      }),
      total: views.length,
      offset: input.offset,
    }
  },
})
