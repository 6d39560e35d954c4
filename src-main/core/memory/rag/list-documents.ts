import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { limit, readFields, tags } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { watchedFolders, watchKey, watchStates } from './watched.ts'

export const listDocuments = defineOperation({
  layer: 'rag',
  name: 'list_documents',
  description:
    'Lists the documents that were taken in, by path, a page at a time, and the folders that are watched.',
  input: z.strictObject({
    pathPrefix: z.string().max(4000).optional(),
    tags: tags.optional(),
    limit: limit.default(100),
    maxTokens: readFields.maxTokens,
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
    watched: z
      .array(
        z.object({
          folder: z.string(),
          scope: z.string(),
          since: z.string(),
          state: z.enum(['watching', 'periodic', 'missing', 'stopped']),
          lastRefresh: z.string().optional(),
          problem: z.string().optional(),
        }),
      )
      .describe(
        'Folders whose changes are taken in by themselves. "periodic": every ten minutes, for it has too many folders; "missing": it is not there now; its documents stay.',
      ),
  }),
  positional: ['limit'],
  listOf: 'documents',
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
      watched: watchedFolders(context.store)
        .filter((one) => context.readScopes(input.scope).includes(one.scope))
        .map(({ folder, scope, since }) => {
          const { state, lastRefresh, problem } =
            watchStates(context.store).get(watchKey(scope, folder)) ?? {}
          return compact({
            folder,
            scope,
            since: iso(since),
            state: state ?? ('stopped' as const),
            lastRefresh: lastRefresh === undefined ? undefined : iso(lastRefresh),
            problem,
          })
        }),
    }
  },
})
