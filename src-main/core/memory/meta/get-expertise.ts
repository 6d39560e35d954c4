import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, readFields } from '../shared/fields.ts'
import { stopWords } from '../text/stop-words.ts'
import { words } from '../text/analyse.ts'

export const getExpertise = defineOperation({
  layer: 'meta',
  name: 'get_expertise',
  description:
    'Tells what this memory knows most about: topics (tags, subjects, names of documents and procedures) with how much of each layer is about them, how sure it is, and how well what it gave was rated.',
  input: z.strictObject({ limit: limit.default(20), scope: readFields.scope, asOf: readFields.asOf }),
  output: z.array(
    z.object({
      topic: z.string(),
      memories: z.number(),
      layers: z.record(z.string(), z.number()),
      confidence: z.number(),
      utility: z.number(),
      level: z
        .enum(['novice', 'familiar', 'expert'])
        .describe('By memories times confidence: below 5, below 25, above.'),
    }),
  ),
  positional: ['limit'],
  readOnly: true,
  handler(context, input) {
    const filter = context.retrieval.where({ scopes: context.readScopes(input.scope), asOf: input.asOf })
    const rows = context.store.select(
      `${filter.sql} AND m.kind NOT IN ('run', 'proposal', 'conflict', 'cycle', 'judgement')`,
      filter.parameters,
      'ORDER BY m.seq DESC LIMIT 50000',
    )
    const topics = new Map<
      string,
      { layers: Record<string, number>; memories: number; confidence: number; utility: number }
    >()
    for (const row of rows) {
      const names = new Set([
        ...row.tags.map((tag) => tag.toLowerCase()),
        ...(row.subject !== null && row.layer === 'semantic' ? [row.subject] : []),
      ])
      if (row.kind === 'entity' && row.name !== null) names.add(row.name.toLowerCase())
      if (names.size === 0 && row.layer === 'rag' && row.name !== null) {
        for (const word of words(row.name)) if (word.length > 3 && !stopWords.has(word)) names.add(word)
      }
      for (const name of names) {
        let topic = topics.get(name)
        if (!topic) topics.set(name, (topic = { layers: {}, memories: 0, confidence: 0, utility: 0 }))
        topic.memories++
        topic.confidence += row.confidence
        topic.utility += row.utility
        topic.layers[row.layer] = (topic.layers[row.layer] ?? 0) + 1
      }
    }
    return [...topics]
      .map(([topic, one]) => {
        const weight = one.confidence
        const level: 'novice' | 'familiar' | 'expert' =
          weight < 5 ? 'novice' : weight < 25 ? 'familiar' : 'expert'
        return {
          topic,
          memories: one.memories,
          layers: one.layers,
          confidence: Math.round((one.confidence / one.memories) * 1000) / 1000,
          utility: Math.round((one.utility / one.memories) * 1000) / 1000,
          level,
        }
      })
      .toSorted((a, b) => b.memories - a.memories || (a.topic < b.topic ? -1 : 1))
      .slice(0, input.limit)
  },
})
