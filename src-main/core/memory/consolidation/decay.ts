import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import { defineOperation, type MemoryContext } from '../operation.ts'
import { score01, writeFields } from '../shared/fields.ts'
import { readPolicy } from '../shared/policy.ts'
import { strengthOf } from '../shared/strength.ts'
import { day } from '../shared/time.ts'

const models = ['fsrs', 'actr', 'exponential'] as const
const floors = { fsrs: 0.5, actr: 0.1, exponential: 0.02 } as const

export const decay = defineOperation({
  layer: 'consolidation',
  name: 'decay',
  description:
    'Moves faded events and passages of knowledge to the cold tier, which recall reaches only with includeCold; nothing is deleted, and recalling, pinning or meta/undo brings them back. ' +
    'Chance of recall by model: "fsrs" the FSRS forgetting curve, "actr" ACT-R’s recall probability (threshold 0, noise 0.4 over base-level activation in days), "exponential" half-life of 30 days from the last use. ' +
    'Pinned and important (0.75 or more) memories and open tasks never move. With a retention in meta/policy also what is older and was never used.',
  input: z.strictObject({
    model: z.enum(models).default('fsrs'),
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
  handler(context, input) {
    context.retrieval.flush()
    const scope = context.writeScope(input.scope)
    const { faded, keptByPin } = findFaded(context, scope, input.model, input.floor ?? floors[input.model])
    const toCold = faded.map((row) => row.id)
    if (input.dryRun) return { toCold: toCold.slice(0, 1000), count: toCold.length, keptByPin }
    const { opId } = context.write(input, (write) => {
      for (const id of toCold) write.update(id, { tier: 'cold' })
      return {}
    })
    return { toCold: toCold.slice(0, 1000), count: toCold.length, keptByPin, opId }
  },
})

/** Memories of a scope whose chance of recall is below a floor. */
export function findFaded(
  context: MemoryContext,
  scope: string,
  model: (typeof models)[number],
  floor: number,
): { faded: MemoryRow[]; keptByPin: number } {
  const rows = context.store.select(
    "m.scope = ? AND m.endedAt IS NULL AND m.tier = 'hot' AND ((m.layer = 'episodic' AND m.kind = 'event') OR (m.layer = 'semantic' AND m.kind <> 'conflict') OR m.kind IN ('gist', 'insight'))",
    [scope],
  )
  const { retentionDays } = readPolicy(context.store, scope).setting
  let keptByPin = 0
  const faded = rows.filter((row) => {
    const strength = strengthOf(context.store, row, context.now)
    const chance =
      model === 'fsrs'
        ? strength.retrievability
        : model === 'actr'
          ? 1 / (1 + Math.exp(-(strength.activation + 3) / 0.4))
          : 0.5 ** ((context.now - strength.lastUse) / (30 * day))
    const expired =
      retentionDays > 0 && strength.uses === 0 && context.now - row.createdAt > retentionDays * day
    if (chance >= floor && !expired) return false
    if (row.pin !== null || row.importance >= 0.75) {
      keptByPin++
      return false
    }
    return true
  })
  return { faded, keptByPin }
}
