import { z } from 'zod'
import { defineOperation, type MemoryContext } from '../operation.ts'
import type { MemoryRow } from '../database/rows.ts'
import { limit, name, readFields, score01 } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { trustOf } from '../shared/trust.ts'
import { factSchema, factView, normalName } from './fact.ts'

export const conflictSchema = z.object({
  conflictId: z.string(),
  status: z.enum(['open', 'resolved']),
  a: factSchema,
  b: factSchema,
  severity: z
    .number()
    .describe(
      '0 … 1: the lower of the two confidences, scaled by trust. Two certain beliefs that exclude each other are worst.',
    ),
  since: z.string(),
  decision: z.string().optional(),
  rationale: z.string().optional(),
})

export const conflicts = defineOperation({
  layer: 'semantic',
  name: 'conflicts',
  description:
    'Lists contradictions between beliefs: same subject and predicate, true at the same time, objects that exclude each other. ' +
    'They are found when a belief is stored, only among beliefs of the same subject and predicate in the same scope, and stay until semantic/resolve decides.',
  input: z.strictObject({
    status: z.enum(['open', 'resolved']).default('open'),
    subject: name.optional(),
    minSeverity: score01.optional(),
    limit: limit.default(50),
    maxTokens: readFields.maxTokens,
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.array(conflictSchema),
  positional: ['status'],
  listOf: '',
  readOnly: true,
  handler(context, input) {
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['semantic'],
      kinds: ['conflict'],
      asOf: input.asOf,
    })
    const rows = context.store.select(filter.sql, filter.parameters, 'ORDER BY m.seq DESC LIMIT 10000')
    return rows
      .flatMap((now) => {
        const row = input.asOf === undefined ? now : context.store.at(now.id, input.asOf)
        const view = row && row.status === input.status ? conflictView(context, row) : undefined
        return view ? [view] : []
      })
      .filter((one) => input.subject === undefined || one.a.subject === normalName(input.subject))
      .filter((one) => one.severity >= (input.minSeverity ?? 0))
      .toSorted((a, b) => b.severity - a.severity)
      .slice(0, input.limit)
  },
})

export function conflictView(
  context: MemoryContext,
  row: MemoryRow,
): z.infer<typeof conflictSchema> | undefined {
  const [a, b] = [context.store.get(String(row.data['a'])), context.store.get(String(row.data['b']))]
  if (!a || !b) return undefined
  const severity = Math.min(
    a.confidence * trustOf(context.store, a),
    b.confidence * trustOf(context.store, b),
  )
  const { decision, rationale } = row.data
  return {
    conflictId: row.id,
    status: row.status === 'resolved' ? 'resolved' : 'open',
    a: factView(a),
    b: factView(b),
    severity: Math.round(severity * 1000) / 1000,
    since: iso(row.createdAt),
    ...(typeof decision === 'string' && { decision }),
    ...(typeof rationale === 'string' && { rationale }),
  }
}
