import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { asRecord, defineOperation } from '../operation.ts'
import { id, name, readFields, shortText } from '../shared/fields.ts'

export const evaluate = defineOperation({
  layer: 'rag',
  name: 'evaluate',
  description:
    'Measures retrieval on a golden set (rag/judge), or on `questions` given here, by the ranker that all layers use: recall at k, nDCG@10 and MRR, each question’s rank of the first right answer, and what became worse since the last evaluation of the set.',
  input: z.strictObject({
    set: name.default('default'),
    questions: z
      .array(z.strictObject({ query: shortText, relevantIds: z.array(id).min(1) }))
      .min(1)
      .max(5000)
      .optional(),
    k: z.array(z.int().min(1).max(100)).min(1).max(10).default([5, 10, 20]),
    scope: readFields.scope,
  }),
  output: z.object({
    questions: z.number(),
    recall: z.record(z.string(), z.number()),
    ndcg10: z.number(),
    mrr: z.number(),
    worst: z.array(z.object({ query: z.string(), firstRank: z.number().optional(), recall10: z.number() })),
    regressions: z
      .array(z.object({ query: z.string(), before: z.number(), now: z.number() }))
      .describe('By reciprocal rank.'),
  }),
  positional: ['set'],
  readOnly: true,
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const { sql, parameters } = context.retrieval.where({ scopes, layers: ['rag'], kinds: ['judgement'] })
    const golden =
      input.questions?.map((one) => ({ query: one.query, relevant: one.relevantIds })) ??
      context.store
        .select(`${sql} AND m.name = ?`, [...parameters, input.set])
        .map((row) => ({ query: row.content, relevant: (row.data['relevant'] ?? []) as string[] }))
    if (golden.length === 0)
      throw new AthenaError(
        'NOT_FOUND',
        `The golden set ${JSON.stringify(input.set)} has no questions; add some with rag/judge.`,
      )
    const deepest = Math.max(...input.k, 10)
    const results = golden.map(({ query, relevant }) => {
      const kinds = [...new Set(relevant.flatMap((one) => context.store.get(one)?.layer ?? []))]
      const ranked = context.retrieval
        .search({
          query,
          scopes,
          layers: kinds.length > 0 ? kinds : undefined,
          limit: Math.max(deepest, 100),
          now: context.now,
        })
        .map((hit) => hit.row.id)
      const right = new Set(relevant)
      const hitsAt = (k: number): number => ranked.slice(0, k).filter((one) => right.has(one)).length
      const first = ranked.findIndex((one) => right.has(one))
      let gain = 0
      ranked.slice(0, 10).forEach((one, index) => {
        if (right.has(one)) gain += 1 / Math.log2(index + 2)
      })
      let ideal = 0
      for (let i = 0; i < Math.min(10, right.size); i++) ideal += 1 / Math.log2(i + 2)
      return {
        query,
        recall: (k: number) => hitsAt(k) / right.size,
        ndcg: gain / ideal,
        reciprocal: first < 0 ? 0 : 1 / (first + 1),
        first,
      }
    })
    const mean = (values: number[]): number =>
      Math.round((values.reduce((sum, one) => sum + one, 0) / values.length) * 10_000) / 10_000
    const key = `evaluation:${scopes.join(' ')}:${input.set}`
    const before = asRecord(context.store.setting(key))
    const now = Object.fromEntries(results.map((one) => [one.query, one.reciprocal]))
    // The last result is a note for the next comparison, not a memory: it is not journalled.
    if (!input.questions) {
      context.store.database
        .prepare(
          'INSERT INTO settings (id, value, rev) VALUES (?, ?, 0) ON CONFLICT (id) DO UPDATE SET value = excluded.value',
        )
        .run(key, JSON.stringify(now))
    }
    return {
      questions: results.length,
      recall: Object.fromEntries(input.k.map((k) => [String(k), mean(results.map((one) => one.recall(k)))])),
      ndcg10: mean(results.map((one) => one.ndcg)),
      mrr: mean(results.map((one) => one.reciprocal)),
      worst: results
        .toSorted((a, b) => a.reciprocal - b.reciprocal)
        .slice(0, 10)
        .map((one) => ({
          query: one.query,
          ...(one.first >= 0 && { firstRank: one.first + 1 }),
          recall10: Math.round(one.recall(10) * 1000) / 1000,
        })),
      regressions: Object.entries(now).flatMap(([query, value]) => {
        const old = before[query]
        return typeof old === 'number' && value < old ? [{ query, before: old, now: value }] : []
      }),
    }
  },
})
