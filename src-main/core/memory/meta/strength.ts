import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { id, limit, readFields } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { strengthOf } from '../shared/strength.ts'
import { shortView } from '../shared/view.ts'

export const strength = defineOperation({
  layer: 'meta',
  name: 'strength',
  description:
    'Tells how firmly memories are held: uses, ACT-R base-level activation, stability in days and retrievability (0 … 1) by the FSRS forgetting curve, and when to review. ' +
    'For one memory by id, or for those of the scope that are weakest.',
  input: z.strictObject({
    id: id.optional(),
    limit: limit.default(20).describe('Without an id: so many of the weakest.'),
    scope: readFields.scope,
    asOf: readFields.asOf.describe('Strength at this time instead of now.'),
  }),
  output: z.array(
    z.object({
      id: z.string(),
      content: z.string(),
      uses: z.number(),
      activation: z.number(),
      stability: z.number(),
      retrievability: z.number(),
      nextReview: z.string(),
      tier: z.string(),
      pinned: z.boolean(),
    }),
  ),
  positional: ['id'],
  readOnly: true,
  handler(context, input) {
    context.retrieval.flush()
    const now = input.asOf ?? context.now
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      cold: true,
      asOf: input.asOf,
    })
    const rows =
      input.id === undefined
        ? context.store.select(
            `${filter.sql} AND m.kind NOT IN ('run', 'proposal', 'conflict', 'cycle', 'judgement')`,
            filter.parameters,
            'LIMIT 20000',
          )
        : [context.need(input.id, input)]
    return rows
      .map((row) => ({ row, strength: strengthOf(context.store, row, now) }))
      .toSorted((a, b) => a.strength.retrievability - b.strength.retrievability)
      .slice(0, input.limit)
      .map(({ row, strength: one }) => ({
        id: row.id,
        content: shortView(row).content,
        uses: one.uses,
        activation: Math.round(one.activation * 1000) / 1000,
        stability: Math.round(one.stability * 100) / 100,
        retrievability: Math.round(one.retrievability * 1000) / 1000,
        nextReview: iso(Math.min(one.nextReview, 8.64e15)),
        tier: row.tier,
        pinned: row.pin !== null,
      }))
  },
})
