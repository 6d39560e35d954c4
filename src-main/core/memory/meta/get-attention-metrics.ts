import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, readFields, time } from '../shared/fields.ts'
import { day } from '../shared/time.ts'
import { shortView } from '../shared/view.ts'

export const getAttentionMetrics = defineOperation({
  layer: 'meta',
  name: 'get_attention_metrics',
  description:
    'Tells where attention goes: answers and tokens a day, share of questions that found nothing, and the memories given most in a period (the last 30 days by default). ' +
    '`concentration` is the share of all gifts that the top tenth of the given memories took.',
  input: z.strictObject({ since: time.optional(), limit: limit.default(10), scope: readFields.scope }),
  output: z.object({
    answers: z.number(),
    tokens: z.number(),
    empty: z.number().describe('Share of questions that found nothing.'),
    concentration: z.number(),
    days: z.array(z.object({ day: z.string(), answers: z.number(), tokens: z.number() })),
    most: z.array(z.object({ id: z.string(), content: z.string(), times: z.number() })),
  }),
  positional: ['since'],
  readOnly: true,
  handler(context, input) {
    context.retrieval.flush()
    const scopes = new Set(context.readScopes(input.scope))
    const recalls = (
      context.store.database
        .prepare('SELECT at, scope, query, given, tokens FROM recalls WHERE at >= ? ORDER BY at')
        .all(input.since ?? context.now - 30 * day) as {
        at: number
        scope: string
        query: string | null
        given: string
        tokens: number
      }[]
    ).filter((one) => one.scope.split(' ').some((scope) => scopes.has(scope)))
    const days = new Map<string, { answers: number; tokens: number }>()
    const times = new Map<string, number>()
    let tokens = 0
    let empty = 0
    for (const recall of recalls) {
      const given = JSON.parse(recall.given) as { id: string }[]
      const key = new Date(recall.at).toISOString().slice(0, 10)
      const entry = days.get(key) ?? { answers: 0, tokens: 0 }
      days.set(key, { answers: entry.answers + 1, tokens: entry.tokens + recall.tokens })
      tokens += recall.tokens
      if (given.length === 0) empty++
      for (const { id } of given) times.set(id, (times.get(id) ?? 0) + 1)
    }
    const sorted = [...times].toSorted((a, b) => b[1] - a[1])
    const all = sorted.reduce((sum, [, count]) => sum + count, 0)
    const top = sorted.slice(0, Math.ceil(sorted.length / 10)).reduce((sum, [, count]) => sum + count, 0)
    return {
      answers: recalls.length,
      tokens,
      empty: recalls.length === 0 ? 0 : Math.round((empty / recalls.length) * 1000) / 1000,
      concentration: all === 0 ? 0 : Math.round((top / all) * 1000) / 1000,
      days: [...days].map(([one, entry]) => ({ day: one, ...entry })),
      most: sorted
        .flatMap(([id, count]) => {
          const row = context.store.get(id)
          return row && scopes.has(row.scope) && row.endedAt === null
            ? [{ id, content: shortView(row).content, times: count }]
            : []
        })
        .slice(0, input.limit),
    }
  },
})
