import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { explainField, limit, name, readFields, shortText, tags } from '../shared/fields.ts'
import { roundSignals } from '../shared/signals.ts'
import { withinTokens } from '../shared/tokens.ts'
import { fold } from '../text/analyse.ts'
import { entitySchema, entityView } from './entity.ts'

export const searchEntities = defineOperation({
  layer: 'graph',
  name: 'search_entities',
  description:
    'Finds entities by words of their name, aliases, attributes and observations, best first; the beginning of a name counts too.',
  input: z.strictObject({
    query: shortText,
    types: z.array(name).min(1).optional(),
    tags: tags.optional(),
    limit: limit.default(10),
    explain: explainField,
    ...readFields,
  }),
  output: z.array(
    entitySchema.extend({ score: z.number(), why: z.record(z.string(), z.number()).optional() }),
  ),
  positional: ['query', 'limit'],
  readOnly: true,
  meaning: 'query',
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const request = {
      scopes,
      layers: ['graph' as const],
      kinds: ['entity'],
      tags: input.tags,
      asOf: input.asOf,
      cold: true,
    }
    const hits = context.retrieval.search({
      ...request,
      query: input.query,
      limit: Math.max(100, input.limit),
      now: context.now,
    })
    const known = new Set(hits.map((hit) => hit.row.id))
    const { sql, parameters } = context.retrieval.where(request)
    const start = fold(input.query).trim()
    const prefix = context.store
      .select(
        `${sql} AND substr(m.name, 1, ?) = ?`,
        [...parameters, start.length, start],
        'ORDER BY length(m.name) LIMIT 50',
      )
      .filter((row) => !known.has(row.id))
      .map((row) => ({ row, score: 0.5, signals: { prefix: 0.5 } as Record<string, number> }))
    const all = [...hits, ...prefix]
      .map((hit) => {
        const exact = hit.row.name === start ? 1 : 0
        return {
          ...hit,
          score: hit.score + exact,
          signals: exact > 0 ? { ...hit.signals, exactName: exact } : hit.signals,
        }
      })
      .filter((hit) => input.types === undefined || input.types.includes(String(hit.row.data['type'])))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, input.limit)
    return withinTokens(all, input.maxTokens, (hit) => hit.row.content).map((hit) =>
      compact({
        ...entityView(hit.row),
        score: Math.round(hit.score * 10_000) / 10_000,
        why: input.explain ? roundSignals(hit.signals) : undefined,
      }),
    )
  },
})
