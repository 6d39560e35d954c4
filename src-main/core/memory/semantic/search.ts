import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { explainField, limit, readFields, score01, shortText, tags, time } from '../shared/fields.ts'
import { roundSignals } from '../shared/signals.ts'
import { withinTokens } from '../shared/tokens.ts'
import { trustOf } from '../shared/trust.ts'
import { factKinds, factSchema, factView } from './fact.ts'

export const search = defineOperation({
  layer: 'semantic',
  name: 'search',
  description:
    'Searches what is believed now, best first; or what was believed at `asOf`, or true at `validAt`. ' +
    'Superseded, expired and retracted beliefs are left out unless `includeEnded`. Confidence is lowered by what is known of the source (`meta/trust`).',
  input: z.strictObject({
    query: shortText,
    limit: limit.default(10),
    kinds: z.array(z.enum(factKinds)).min(1).optional(),
    tags: tags.optional().describe('Only beliefs with all of these.'),
    minConfidence: score01.optional(),
    validAt: time.optional().describe('True in the world at this time; now by default.'),
    includeEnded: z
      .boolean()
      .default(false)
      .describe('Also beliefs that were superseded, retracted or are not valid at the time.'),
    explain: explainField,
    ...readFields,
  }),
  output: z.array(
    factSchema.extend({
      score: z.number(),
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
    const found = context.retrieval.search({
      query: input.query,
      limit: input.limit,
      scopes,
      layers: ['semantic'],
      kinds: input.kinds ?? factKinds,
      tags: input.tags,
      minimumConfidence: input.minConfidence,
      validAt: input.includeEnded ? undefined : (input.validAt ?? input.asOf ?? context.now),
      asOf: input.asOf,
      ended: input.includeEnded,
      now: context.now,
    })
    const rows = found
      .map((hit) => ({ hit, confidence: hit.row.confidence * trustOf(context.store, hit.row) }))
      .filter((one) => one.confidence >= (input.minConfidence ?? 0))
    const hits = withinTokens(rows, input.maxTokens, (one) => one.hit.row.content)
    const recallId = context.retrieval.noteGiven({
      operation: 'semantic.search',
      caller: context.caller,
      scope: scopes,
      at: context.now,
      query: input.query,
      hits: hits.map(({ hit }) => ({
        id: hit.row.id,
        score: hit.score,
        text: hit.row.content,
        signals: roundSignals(hit.signals),
      })),
    })
    return hits.map(({ hit, confidence }, index) =>
      compact({
        ...factView(hit.row),
        confidence: Math.round(confidence * 1000) / 1000,
        score: Math.round(hit.score * 10_000) / 10_000,
        why: input.explain ? { recallId, rank: index + 1, signals: roundSignals(hit.signals) } : undefined,
      }),
    )
  },
})
