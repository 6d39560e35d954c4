import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { readFields } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { proposalKinds } from './scan.ts'
import { runningCycle } from './state.ts'

export const getConsolidationStatus = defineOperation({
  layer: 'consolidation',
  name: 'get_consolidation_status',
  description:
    'Tells whether a cycle is running and how far it is, when the last one ended, how many memories came since, how many proposals wait, and whether a cycle is worth while (100 new memories, or proposals waiting for nobody).',
  input: z.strictObject({ scope: readFields.scope }),
  output: z.object({
    running: z
      .object({
        runId: z.string(),
        since: z.string(),
        stage: z.string(),
        scanned: z.number(),
        of: z.number(),
      })
      .optional(),
    lastRun: z.object({ runId: z.string(), at: z.string(), status: z.string() }).optional(),
    newSince: z.number(),
    openProposals: z.record(z.string(), z.number()),
    due: z.boolean(),
  }),
  readOnly: true,
  handler(context, input) {
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      cold: true,
    })
    const cycle = runningCycle(context.store)
    const [last] = context.store.select(
      `${sql} AND m.kind = 'cycle'`,
      parameters,
      'ORDER BY m.seq DESC LIMIT 1',
    )
    const newSince = context.store.database
      .prepare(
        `SELECT count(*) FROM memories m WHERE ${sql} AND m.seq > ? AND m.layer IN ('episodic', 'semantic') AND m.kind <> 'conflict'`,
      )
      .pluck()
      .get(...parameters, last?.seq ?? 0) as number
    const open = context.store.select(`${sql} AND m.kind = 'proposal' AND m.status = 'open'`, parameters)
    return compact({
      running: cycle && {
        runId: cycle.runId,
        since: iso(cycle.startedAt),
        stage: cycle.stage,
        scanned: cycle.scanned,
        of: cycle.of,
      },
      lastRun: last && { runId: last.id, at: iso(last.createdAt), status: last.status ?? '' },
      newSince,
      openProposals: Object.fromEntries(
        proposalKinds.map((kind) => [kind, open.filter((row) => row.data['kind'] === kind).length]),
      ),
      due: newSince >= 100,
    })
  },
})
