import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { limit, readFields, tags } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'

export const listDocuments = defineOperation({
  layer: 'rag',
  name: 'list_documents',
  description: 'Lists the documents that were taken in, by path, a page at a time.',
  input: z.strictObject({
    pathPrefix: z.string().max(4000).optional(),
    tags: tags.optional(),
    limit: limit.default(100),
    offset: z.int().min(0).default(0),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.object({
    documents: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        name: z.string(),
        path: z.string().optional(),
        type: z.string(),
        chunks: z.number(),
        tags: z.array(z.string()),
        ingestedAt: z.string(),
        scope: z.string(),
      }),
    ),
    total: z.number(),
    offset: z.number(),
  }),
  positional: ['limit'],
  readOnly: true,
  handler(context, input) {
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['rag'],
      kinds: ['document'],
      tags: input.tags,
      asOf: input.asOf,
      cold: true,
    })
    const rows = context.store
      .select(sql, parameters, 'ORDER BY m.name')
      .filter(
        (row) =>
          input.pathPrefix === undefined || String(row.data['path'] ?? '').startsWith(input.pathPrefix),
      )
    return {
      documents: rows.slice(input.offset, input.offset + input.limit).map((row) =>
        compact({
          id: row.id,
          title: String(row.data['title']),
          name: row.name ?? '',
          path: typeof row.data['path'] === 'string' ? row.data['path'] : undefined,
          type: String(row.data['type']),
          chunks: Number(row.data['chunks']),
          tags: row.tags,
          ingestedAt: iso(row.updatedAt),
          scope: row.scope,
        }),
      ),
      total: rows.length,
      offset: input.offset,
    }
  },
})
