import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, readFields } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'

export const getConsolidationHistory = defineOperation({
  layer: 'consolidation',
  name: 'get_consolidation_history',
  description:
    'Lists past cycles, newest first, with what each scanned, found, proposed and did, and the operation that undoes it.',
  input: z.strictObject({
    limit: limit.default(20),
    maxTokens: readFields.maxTokens,
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.array(
    z.object({
      runId: z.string(),
      at: z.string(),
      status: z.string(),
      stages: z.array(z.string()),
      found: z.record(z.string(), z.number()),
      scanned: z.number(),
      proposed: z.number(),
      accepted: z.number(),
      durationMs: z.number(),
      opId: z.string(),
    }),
  ),
  positional: ['limit'],
  listOf: '',
  readOnly: true,
  handler(context, input) {
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['consolidation'],
      kinds: ['cycle'],
      asOf: input.asOf,
    })
    return context.store
      .select(sql, [...parameters, input.limit], 'ORDER BY m.seq DESC LIMIT ?')
      .map((row) => ({
        runId: row.id,
        at: iso(row.createdAt),
        status: row.status ?? '',
        stages: row.data['stages'] as string[],
        found: row.data['found'] as Record<string, number>,
        scanned: Number(row.data['scanned']),
        proposed: Number(row.data['proposed']),
        accepted: Number(row.data['accepted']),
        durationMs: Number(row.data['durationMs']),
        opId:
          context.store.journal('o.number IN (SELECT operation FROM changes WHERE id = ?)', [row.id], 1)[0]
            ?.id ?? '',
      }))
  },
})
