import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { explainField, limit, name, readFields, score01, shortText } from '../shared/fields.ts'
import { roundSignals } from '../shared/signals.ts'
import { withinTokens } from '../shared/tokens.ts'
import { analyse } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'
import { posterior, procedureSchema, procedureView, tallyOf } from './procedure.ts'

export const search = defineOperation({
  layer: 'procedural',
  name: 'search',
  description:
    'Finds procedures that fit a situation: fit of words times the chance of success so far. ' +
    '`unmet` are preconditions of which the situation has no word, and tools that are not available; with `availableTools` procedures that lack a tool come last.',
  input: z.strictObject({
    query: shortText.describe('The situation or goal.'),
    limit: limit.default(5),
    availableTools: z.array(name).max(2000).optional(),
    minSuccess: score01.optional(),
    explain: explainField,
    ...readFields,
  }),
  output: z.array(
    z.object({
      procedure: procedureSchema,
      fit: z.number(),
      unmet: z.array(z.string()),
      why: z.record(z.string(), z.number()).optional(),
    }),
  ),
  positional: ['query', 'limit'],
  readOnly: true,
  meaning: 'query',
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const hits = context.retrieval.search({
      query: input.query,
      scopes,
      layers: ['procedural'],
      kinds: ['procedure'],
      asOf: input.asOf,
      limit: Math.max(50, input.limit),
      now: context.now,
    })
    const situation = new Set(analyse(input.query))
    const tools = input.availableTools && new Set(input.availableTools)
    const ranked = hits
      .map((hit) => {
        const view = procedureView(hit.row)
        const missing = view.preconditions.filter((one) => {
          const words = analyse(one).filter((term) => !stopWords.has(term))
          return words.length > 0 && !words.some((term) => situation.has(term))
        })
        const lacking = tools
          ? view.steps.flatMap((step) =>
              step.tool !== undefined && !tools.has(step.tool) ? [`tool ${step.tool}`] : [],
            )
          : []
        const chance = posterior(tallyOf(hit.row))
        const score = hit.score * (0.5 + chance) * (lacking.length > 0 ? 0.2 : 1)
        return { hit, view, unmet: [...missing, ...lacking], chance, score }
      })
      .filter((one) => one.chance >= (input.minSuccess ?? 0))
      .toSorted((a, b) => b.score - a.score)
      .slice(0, input.limit)
    const kept = withinTokens(ranked, input.maxTokens, (one) => one.hit.row.content)
    context.retrieval.noteGiven({
      operation: 'procedural.search',
      caller: context.caller,
      scope: scopes,
      at: context.now,
      query: input.query,
      hits: kept.map((one) => ({ id: one.view.id, score: one.score, text: one.hit.row.content })),
    })
    return kept.map((one) =>
      compact({
        procedure: one.view,
        fit: Math.round(one.score * 1000) / 1000,
        unmet: one.unmet,
        why: input.explain ? roundSignals({ ...one.hit.signals, success: one.chance }) : undefined,
      }),
    )
  },
})
