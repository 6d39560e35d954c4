import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { name, score01, writeFields } from '../shared/fields.ts'
import type { TrustSetting } from '../shared/trust.ts'

export const trust = defineOperation({
  layer: 'meta',
  name: 'trust',
  description:
    'Sets how far a source is trusted (0 … 1): a client, a file, an address or a person, as named by writers. ' +
    'It scales the confidence of all that comes from it, now and later. Without `level` it only tells the present one.',
  input: z.strictObject({
    source: name,
    level: score01.optional(),
    idempotencyKey: writeFields.idempotencyKey,
  }),
  output: z.object({
    source: z.string(),
    level: z.number(),
    before: z.number(),
    affected: z.number().describe('Current memories from this source.'),
    opId: z.string().optional(),
  }),
  positional: ['source', 'level'],
  readOnly: false,
  handler(context, input) {
    const before = context.store.setting<TrustSetting>(`trust:${input.source}`)?.level ?? 1
    const affected = context.store.database
      .prepare(
        "SELECT count(*) FROM memories WHERE endedAt IS NULL AND (json_extract(source, '$.client') = ? OR json_extract(source, '$.ref') = ?)",
      )
      .pluck()
      .get(input.source, input.source) as number
    const { level } = input
    if (level === undefined) return { source: input.source, level: before, before, affected }
    return context.write(input, (write) => {
      write.setting(`trust:${input.source}`, { level })
      return { source: input.source, level, before, affected }
    })
  },
})
