import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { layers } from '../database/rows.ts'
import { defineOperation } from '../operation.ts'
import { id, limit, readFields, score01, shortText } from '../shared/fields.ts'
import { briefSchema, shortView } from '../shared/view.ts'
import { analyse } from '../text/analyse.ts'
import { stopWords } from '../text/stop-words.ts'

export const similar = defineOperation({
  layer: 'rag',
  name: 'similar',
  description:
    'Finds memories like a given one, or like a text, in any layer: by its most telling words (TF-IDF), without a question. `diversify` above 0 passes over those that repeat each other (maximal marginal relevance, Carbonell & Goldstein, 1998).',
  input: z.strictObject({
    id: id.optional(),
    text: shortText.optional(),
    layers: z.array(z.enum(layers)).min(1).optional(),
    diversify: score01.default(0),
    limit: limit.default(10),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.array(briefSchema.extend({ score: z.number().describe('Cosine of TF-IDF, 0 … 1.') })),
  positional: ['id', 'limit'],
  readOnly: true,
  handler(context, input) {
    if ((input.id === undefined) === (input.text === undefined))
      throw new AthenaError('BAD_ARGUMENTS', 'rag/similar: give either id or text.')
    const text = input.id === undefined ? (input.text ?? '') : context.need(input.id, input).content
    const size = Math.max(context.retrieval.size(), 1)
    const rarity = (term: string): number =>
      Math.log(1 + size / (context.retrieval.documentFrequency(term) + 0.5))
    const vector = (content: string): Map<string, number> => {
      const counts = new Map<string, number>()
      for (const term of analyse(content))
        if (!stopWords.has(term)) counts.set(term, (counts.get(term) ?? 0) + rarity(term))
      const length = Math.sqrt([...counts.values()].reduce((sum, value) => sum + value * value, 0)) || 1
      for (const [term, value] of counts) counts.set(term, value / length)
      return counts
    }
    const own = vector(text)
    const query = [...own]
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, 25)
      .map(([term]) => term)
      .join(' ')
    if (query === '') return []
    const cosine = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number => {
      let sum = 0
      for (const [term, value] of a) sum += value * (b.get(term) ?? 0)
      return sum
    }
    let left = context.retrieval
      .search({
        query,
        scopes: context.readScopes(input.scope),
        layers: input.layers,
        asOf: input.asOf,
        limit: 200,
        now: context.now,
      })
      .filter((hit) => hit.row.id !== input.id && hit.row.kind !== 'document')
      .map((hit) => {
        const bag = vector(hit.row.content)
        return { row: hit.row, bag, score: cosine(own, bag) }
      })
      .filter((one) => one.score > 0)
    const chosen: typeof left = []
    while (left.length > 0 && chosen.length < input.limit) {
      const value = (one: (typeof left)[number]): number =>
        (1 - input.diversify) * one.score -
        input.diversify * Math.max(0, ...chosen.map((other) => cosine(one.bag, other.bag)))
      const best = left.reduce((a, b) => (value(b) > value(a) ? b : a))
      chosen.push(best)
      left = left.filter((one) => one !== best)
    }
    return chosen.map((one) => ({ ...shortView(one.row), score: Math.round(one.score * 1000) / 1000 }))
  },
})
