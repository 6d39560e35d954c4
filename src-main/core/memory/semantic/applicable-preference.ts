import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { name, readFields, shortText } from '../shared/fields.ts'
import { roundSignals } from '../shared/signals.ts'
import { analyse } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'
import { factSchema, factView, normalName } from './fact.ts'

export const applicablePreference = defineOperation({
  layer: 'semantic',
  name: 'applicable_preference',
  description:
    'Gives the preference or rule that applies in a situation: the one whose condition and words fit it most specifically; among equally specific ones the latest. ' +
    'A preference with a condition that the situation does not meet never applies. `overridden` are those that apply too but are more general or older.',
  input: z.strictObject({
    situation: shortText.describe('What is about to be done, in words.'),
    subject: name.optional().describe('Whose preferences: "user", "Anna".'),
    explain: z.boolean().default(false),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.object({
    preference: factSchema.optional(),
    specificity: z.number().describe('Words of the condition or statement that the situation has.'),
    overridden: z.array(factSchema),
    why: z.record(z.string(), z.number()).optional(),
  }),
  positional: ['situation', 'subject'],
  readOnly: true,
  handler(context, input) {
    const at = input.asOf ?? context.now
    const scopes = context.readScopes(input.scope)
    const filter = context.retrieval.where({
      scopes,
      layers: ['semantic'],
      kinds: ['preference', 'rule'],
      asOf: input.asOf,
      validAt: at,
    })
    const subject = input.subject === undefined ? undefined : normalName(input.subject)
    const situation = new Set(content(input.situation))
    const found = new Map(
      context.retrieval
        .search({
          query: input.situation,
          scopes,
          layers: ['semantic'],
          kinds: ['preference', 'rule'],
          asOf: input.asOf,
          validAt: at,
          limit: 100,
          now: context.now,
        })
        .map((hit) => [hit.row.id, hit]),
    )
    const candidates = context.store
      .select(filter.sql, filter.parameters, 'LIMIT 5000')
      .filter((row) => subject === undefined || row.subject === null || row.subject === subject)
      .flatMap((row) => {
        const { condition } = row.data
        // More than half of the condition's content words must be in the situation.
        const words = typeof condition === 'string' ? content(condition) : []
        const met = words.filter((term) => situation.has(term)).length
        if (words.length > 0 && met * 2 <= words.length) return []
        const shared = new Set(content(row.content).filter((term) => situation.has(term))).size
        const score = found.get(row.id)?.score ?? 0
        if (met === 0 && shared === 0) return []
        return [{ row, specificity: 2 * met + shared, met, shared, score }]
      })
      .toSorted((a, b) => b.specificity - a.specificity || b.row.createdAt - a.row.createdAt)
    const [first, ...rest] = candidates
    return compact({
      preference: first && factView(first.row),
      specificity: first?.specificity ?? 0,
      overridden: rest.slice(0, 10).map((one) => factView(one.row)),
      why:
        input.explain && first
          ? roundSignals({ condition: first.met, statement: first.shared, relevance: first.score })
          : undefined,
    })
  },
})

function content(text: string): string[] {
  return [
    ...new Set(analyse(text).filter((term) => !stopWords.has(term) && term !== 'prefer' && term !== 'like')),
  ]
}
