import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { score01, writeFields } from '../shared/fields.ts'
import { decayModels } from './scan.ts'
import { inWorker } from './scan-thread.ts'

const floors = { fsrs: 0.5, actr: 0.1, exponential: 0.02 } as const

export const decay = defineOperation({
  layer: 'consolidation',
  name: 'decay',
  description:
    'Moves faded events and passages of knowledge to the cold tier, which recall reaches only with includeCold; nothing is deleted, and recalling, pinning or meta/undo brings them back. ' +
    'Chance of recall by model: "fsrs" the FSRS forgetting curve, "actr" ACT-R’s recall probability (threshold 0, noise 0.4 over base-level activation in days), "exponential" half-life of 30 days from the last use. ' +
    'Pinned and important (0.75 or more) memories and open tasks never move. With a retention in meta/policy also what is older and was never used.',
  input: z.strictObject({
    model: z.enum(decayModels).default('fsrs'),
    floor: score01
      .optional()
      .describe(
        'Below this chance it moves; by default 0.5 for fsrs (about nine months without use), 0.1 for actr, 0.02 for exponential (half a year).',
      ),
    dryRun: z.boolean().default(false),
    ...writeFields,
  }),
  output: z.object({
    toCold: z.array(z.string()),
    count: z.number(),
    keptByPin: z.number(),
    opId: z.string().optional(),
  }),
  positional: ['model'],
  readOnly: false,
  async handler(context, input) {
    context.retrieval.flush()
    const scope = context.writeScope(input.scope)
    const { faded, keptByPin } = await inWorker(context, 'faded', {
      scope,
      model: input.model,
      floor: input.floor ?? floors[input.model],
    })
    const toCold = faded.map((one) => one.id)
    if (input.dryRun) return { toCold: toCold.slice(0, 1000), count: toCold.length, keptByPin }
    return context.write(input, (write) => {
      // What was used, pinned or changed since the snapshot stays.
      const moved = faded.filter(({ id, rev }) => {
        const row = context.store.get(id)
        return row?.rev === rev && row.endedAt === null && row.tier === 'hot'
      })
      for (const { id } of moved) write.update(id, { tier: 'cold' })
      return { toCold: moved.slice(0, 1000).map((one) => one.id), count: moved.length, keptByPin }
    })
  },
})
