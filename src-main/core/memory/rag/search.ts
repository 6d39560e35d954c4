import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { explainField, id, limit, readFields, shortText, tags } from '../shared/fields.ts'
import { roundSignals } from '../shared/signals.ts'
import { withinTokens } from '../shared/tokens.ts'
import { citationOf, citationSchema, passageText } from './document.ts'

export const search = defineOperation({
  layer: 'rag',
  name: 'search',
  description:
    'Searches documents only (no events, no beliefs), best passage first, each with its citation. Exact identifiers with hyphens, dots or slashes are found as written. For context over all layers use rag/retrieve.',
  input: z.strictObject({
    query: shortText,
    limit: limit.default(10),
    documentId: id.optional().describe('Only in this document.'),
    pathPrefix: z.string().max(4000).optional().describe('Only documents whose path begins so.'),
    tags: tags.optional(),
    explain: explainField,
    ...readFields,
  }),
  output: z.array(
    z.object({
      id: z.string(),
      content: z.string(),
      score: z.number(),
      cite: citationSchema,
      why: z
        .object({ recallId: z.string(), rank: z.number(), signals: z.record(z.string(), z.number()) })
        .optional(),
    }),
  ),
  positional: ['query', 'limit'],
  readOnly: true,
  meaning: 'query',
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const found = context.retrieval
      .search({
        query: input.query,
        scopes,
        layers: ['rag'],
        kinds: ['chunk'],
        parent: input.documentId,
        tags: input.tags,
        asOf: input.asOf,
        limit: input.pathPrefix === undefined ? input.limit : 1000,
        now: context.now,
      })
      .map((hit) => ({ hit, cite: citationOf(context, hit.row) }))
      .filter((one) => input.pathPrefix === undefined || (one.cite.path ?? '').startsWith(input.pathPrefix))
      .slice(0, input.limit)
    const kept = withinTokens(found, input.maxTokens, (one) => one.hit.row.content)
    const recallId = context.retrieval.noteGiven({
      operation: 'rag.search',
      caller: context.caller,
      scope: scopes,
      at: context.now,
      query: input.query,
      hits: kept.map(({ hit }) => ({
        id: hit.row.id,
        score: hit.score,
        text: hit.row.content,
        signals: roundSignals(hit.signals),
      })),
    })
    return kept.map(({ hit, cite }, index) =>
      compact({
        id: hit.row.id,
        content: passageText(hit.row),
        score: Math.round(hit.score * 10_000) / 10_000,
        cite,
        why: input.explain ? { recallId, rank: index + 1, signals: roundSignals(hit.signals) } : undefined,
      }),
    )
  },
})
