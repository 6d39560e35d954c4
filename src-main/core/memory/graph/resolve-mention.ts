import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, name, readFields, shortText } from '../shared/fields.ts'
import { normalName } from '../semantic/fact.ts'
import { analyse } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'
import { entitySchema, entityView } from './entity.ts'

export const resolveMention = defineOperation({
  layer: 'graph',
  name: 'resolve_mention',
  description:
    'Tells which entity a mention means ("the deploy script", "Anna"), with probabilities that sum to at most 1; what is missing to 1 is the chance that it is none of them. ' +
    'Weighs likeness of names and aliases, words of the `context` that the entity or its neighbours have, and how connected it is.',
  input: z.strictObject({
    mention: name,
    context: shortText.optional().describe('The sentence or surroundings.'),
    limit: limit.default(5),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.array(z.object({ entity: entitySchema, probability: z.number() })),
  positional: ['mention', 'context'],
  readOnly: true,
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const request = { scopes, layers: ['graph' as const], kinds: ['entity'], asOf: input.asOf, cold: true }
    const plain = normalName(input.mention)
    const wanted = content(plain)
    const around = new Set(content(input.context ?? '').filter((term) => !wanted.includes(term)))
    const { sql, parameters } = context.retrieval.where(request)
    const rows = new Map(
      [
        ...context.store.select(
          `${sql} AND (m.name = ? OR EXISTS (SELECT 1 FROM json_each(m.data, '$.keys') WHERE value = ?))`,
          [...parameters, plain, plain],
        ),
        ...context.retrieval
          .search({ ...request, query: input.mention, limit: 50, now: context.now })
          .map((hit) => hit.row),
      ].map((row) => [row.id, row]),
    )
    const degree = context.store.database
      .prepare(
        "SELECT count(*) FROM memories WHERE layer = 'graph' AND kind = 'relation' AND endedAt IS NULL AND (subject = ? OR object = ?)",
      )
      .pluck()
    const neighbours = context.store.database
      .prepare(
        `SELECT content FROM memories WHERE layer = 'graph' AND kind = 'relation' AND endedAt IS NULL AND (subject = ? OR object = ?)
         AND scope IN (SELECT value FROM json_each(?)) LIMIT 100`,
      )
      .pluck()
    const scored = [...rows.values()]
      .map((row) => {
        const view = entityView(row)
        const likeness = Math.max(
          ...[view.name, ...view.aliases].map((one) => {
            if (normalName(one) === plain) return 1
            const terms = content(one)
            const both = terms.filter((term) => wanted.includes(term)).length
            return both === 0 ? 0 : (0.8 * 2 * both) / (terms.length + wanted.length)
          }),
        )
        const own = new Set(
          content(
            `${row.content} ${(neighbours.all(row.id, row.id, JSON.stringify(scopes)) as string[]).join(' ')}`,
          ),
        )
        const fits = around.size === 0 ? 0 : [...around].filter((term) => own.has(term)).length / around.size
        const links = Math.log1p(degree.get(row.id, row.id) as number) / 10
        return { view, score: likeness === 0 ? 0 : 4 * likeness + 3 * fits + links }
      })
      .filter((one) => one.score > 0.8)
    // Softmax with a fixed weight for "none of these".
    const none = Math.exp(2)
    const total = scored.reduce((sum, one) => sum + Math.exp(one.score), none)
    return scored
      .map((one) => ({
        entity: one.view,
        probability: Math.round((Math.exp(one.score) / total) * 1000) / 1000,
      }))
      .toSorted((a, b) => b.probability - a.probability)
      .slice(0, input.limit)
  },
})

function content(text: string): string[] {
  return [...new Set(analyse(text).filter((term) => !stopWords.has(term)))]
}
