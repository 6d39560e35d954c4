import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { readFields } from '../shared/fields.ts'
import { strengthOf } from '../shared/strength.ts'
import { shortView, briefSchema } from '../shared/view.ts'

export const reviewQueue = defineOperation({
  layer: 'consolidation',
  name: 'review_queue',
  description:
    'Lists what should be looked at again: memories whose support was retracted, then beliefs that are important and about to be forgotten, or were never confirmed. `prompt` is the question to put. Confirm with semantic/verify, replace with semantic/update.',
  input: z.strictObject({
    limit: z.int().min(1).max(200).default(10),
    maxTokens: readFields.maxTokens,
    scope: readFields.scope,
  }),
  output: z.array(
    briefSchema.extend({
      reason: z.string(),
      prompt: z.string(),
      retrievability: z.number(),
      confidence: z.number(),
    }),
  ),
  positional: ['limit'],
  listOf: '',
  readOnly: true,
  handler(context, input) {
    context.retrieval.flush()
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['semantic', 'consolidation', 'procedural'],
      cold: true,
    })
    const rows = context.store.select(
      `${sql} AND m.kind IN ('fact', 'preference', 'rule', 'definition', 'gist', 'insight', 'procedure')`,
      parameters,
      'ORDER BY m.importance DESC, m.seq DESC LIMIT 20000',
    )
    return rows
      .map((row) => {
        const { retrievability } = strengthOf(context.store, row, context.now)
        const { review } = row.data
        const unverified = !Array.isArray(row.data['verifications'])
        const urgency =
          typeof review === 'string'
            ? 10
            : (1 - retrievability) * (0.5 + row.importance) + (unverified ? 0.2 * (1 - row.confidence) : 0)
        const reason =
          typeof review === 'string'
            ? review
            : retrievability < 0.9
              ? `the chance of recalling it is ${Math.round(retrievability * 100)} %`
              : unverified
                ? 'never confirmed'
                : 'confirmed and fresh'
        return { row, retrievability, urgency, reason }
      })
      .filter((one) => one.urgency > 0.01)
      .toSorted((a, b) => b.urgency - a.urgency)
      .slice(0, input.limit)
      .map(({ row, retrievability, reason }) => ({
        ...shortView(row),
        reason,
        prompt: `Is it still so: ${shortView(row).content}`,
        retrievability: Math.round(retrievability * 1000) / 1000,
        confidence: Math.round(row.confidence * 1000) / 1000,
      }))
  },
})
