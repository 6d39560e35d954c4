import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { changeFields, id, shortText } from '../shared/fields.ts'

/** How far a verdict moves the utility, which stays within -1 … 1. */
const steps = { used: 0.1, useful: 0.3, ignored: -0.05, harmful: -0.5 } as const

export const rate = defineOperation({
  layer: 'meta',
  name: 'rate',
  description:
    'Says how a memory served: used, useful, ignored or harmful. ' +
    'Its utility (-1 … 1) moves towards the verdict by a part of what is left and lifts or lowers it in later rankings; what it says is not touched (for that: semantic/verify).',
  input: z.strictObject({
    id,
    verdict: z.enum(['used', 'useful', 'ignored', 'harmful']),
    recallId: id.optional().describe('The answer it is about; kept as evidence.'),
    note: shortText.optional(),
    ...changeFields,
  }),
  output: z.object({ id: z.string(), utility: z.number(), before: z.number(), opId: z.string() }),
  positional: ['id', 'verdict'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const row = context.need(input.id, input)
      const step = steps[input.verdict]
      const utility = row.utility + step * (step > 0 ? 1 - row.utility : 1 + row.utility)
      const earlier = Array.isArray(row.data['ratings']) ? row.data['ratings'] : []
      const rating = {
        verdict: input.verdict,
        at: context.now,
        recallId: input.recallId ?? null,
        note: input.note ?? null,
      }
      write.update(row.id, { utility, data: { ...row.data, ratings: [...earlier, rating].slice(-20) } })
      return {
        id: row.id,
        utility: Math.round(utility * 1000) / 1000,
        before: Math.round(row.utility * 1000) / 1000,
      }
    })
  },
})
