import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, name, readFields, tags, time } from '../shared/fields.ts'
import { withinTokens } from '../shared/tokens.ts'
import { factKinds, factSchema, factView, normalName } from './fact.ts'

export const listMemories = defineOperation({
  layer: 'semantic',
  name: 'list_memories',
  description:
    'Lists beliefs, newest first, a page at a time, without ranking; by subject, kind, tags and validity.',
  input: z.strictObject({
    limit: limit.default(50),
    offset: z.int().min(0).default(0),
    subject: name.optional().describe('Only beliefs about this subject.'),
    kinds: z.array(z.enum(factKinds)).min(1).optional(),
    tags: tags.optional(),
    validAt: time.optional().describe('Only beliefs true in the world at this time.'),
    includeEnded: z.boolean().default(false),
    ...readFields,
  }),
  output: z.object({ memories: z.array(factSchema), total: z.number(), offset: z.number() }),
  positional: ['limit'],
  readOnly: true,
  handler(context, input) {
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['semantic'],
      kinds: input.kinds ?? factKinds,
      tags: input.tags,
      validAt: input.validAt,
      asOf: input.asOf,
      ended: input.includeEnded,
      cold: true,
    })
    const sql = input.subject === undefined ? filter.sql : `${filter.sql} AND m.subject = ?`
    const parameters =
      input.subject === undefined ? filter.parameters : [...filter.parameters, normalName(input.subject)]
    const rows = context.store.select(
      sql,
      [...parameters, input.limit, input.offset],
      'ORDER BY m.createdAt DESC, m.seq DESC LIMIT ? OFFSET ?',
    )
    const total = context.store.database
      .prepare(`SELECT count(*) FROM memories m WHERE ${sql}`)
      .pluck()
      .get(...parameters) as number
    return {
      memories: withinTokens(rows, input.maxTokens, (row) => row.content).map(factView),
      total,
      offset: input.offset,
    }
  },
})
