import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import { compact, defineOperation } from '../operation.ts'
import { id, name, readFields } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { factKinds, factSchema, factView, normalName } from './fact.ts'

export const history = defineOperation({
  layer: 'semantic',
  name: 'history',
  description:
    'Shows how a belief, or all beliefs about a subject, came to be and ended, on both time axes, oldest first: asserted, replaced by which, expired, retracted, by whom and why, with every operation.',
  input: z.strictObject({
    id: id.optional(),
    subject: name.optional(),
    scope: readFields.scope,
    maxTokens: readFields.maxTokens,
  }),
  output: z.array(
    factSchema.extend({
      supersedes: z.array(z.string()),
      supersededBy: z.string().optional(),
      operations: z.array(
        z.object({ opId: z.string(), operation: z.string(), at: z.string(), client: z.string() }),
      ),
    }),
  ),
  positional: ['id'],
  readOnly: true,
  handler(context, input) {
    if ((input.id === undefined) === (input.subject === undefined))
      throw new AthenaError('BAD_ARGUMENTS', 'semantic/history: give either id or subject.')
    const { store } = context
    const rows = new Map<string, MemoryRow>()
    if (input.id === undefined) {
      const { sql, parameters } = context.retrieval.where({
        scopes: context.readScopes(input.scope),
        layers: ['semantic'],
        kinds: factKinds,
        ended: true,
        cold: true,
      })
      for (const row of store.select(`${sql} AND m.subject = ?`, [
        ...parameters,
        normalName(input.subject ?? ''),
      ]))
        rows.set(row.id, row)
    } else {
      const queue = [context.need(input.id, input, { layer: 'semantic', kind: factKinds })]
      for (let row = queue.shift(); row; row = queue.shift()) {
        if (rows.has(row.id)) continue
        rows.set(row.id, row)
        for (const link of store.links("relation = 'supersedes' AND (fromId = ? OR toId = ?)", [
          row.id,
          row.id,
        ])) {
          const other = store.get(link.fromId === row.id ? link.toId : link.fromId)
          if (other) queue.push(other)
        }
      }
    }
    let used = 0
    return [...rows.values()]
      .toSorted((a, b) => a.createdAt - b.createdAt || a.seq - b.seq)
      .filter((row) => {
        used += Math.ceil(Buffer.byteLength(row.content) / 4)
        return input.maxTokens === undefined || used <= input.maxTokens
      })
      .map((row) => {
        const [newer] = store.links("toId = ? AND relation = 'supersedes'", [row.id])
        return compact({
          ...factView(row),
          supersedes: store
            .links("fromId = ? AND relation = 'supersedes'", [row.id])
            .map((link) => link.toId),
          supersededBy: newer?.fromId,
          operations: store
            .journal('o.number IN (SELECT operation FROM changes WHERE id = ?)', [row.id], 100)
            .toReversed()
            .map((entry) => ({
              opId: entry.id,
              operation: entry.operation,
              at: iso(entry.at),
              client: entry.client,
            })),
        })
      })
  },
})
