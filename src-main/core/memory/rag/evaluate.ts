import { z } from 'zod'
import { asRecord, defineOperation } from '../operation.ts'
import { id, name, readFields, shortText } from '../shared/fields.ts'
import { askGolden, goldenSet } from './golden.ts'

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
  async handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const golden =
      input.questions?.map((one) => ({ query: one.query, relevant: one.relevantIds })) ??
      goldenSet(context, scopes, input.set)
    for (const { query } of golden) await context.embedding.prepare(query)
    const depth = Math.max(...input.k, 100)
    const results = golden.map((one) => askGolden(context, scopes, one, { depth }))
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
