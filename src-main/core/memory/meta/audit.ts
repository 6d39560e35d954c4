import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { id, limit, name, readFields, time } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'

export const audit = defineOperation({
  layer: 'meta',
  name: 'audit',
  description:
    'Lists the journal, newest first: every write with who made it and whether it was undone, and with `reads` also every recall. ' +
    'With `id` only operations that touched (or gave) that memory.',
  input: z.strictObject({
    since: time.optional(),
    client: name.optional().describe('Only operations of this client.'),
    operation: name
      .optional()
      .describe('Only this operation, such as "semantic.update", or a layer, such as "semantic".'),
    id: id.optional().describe('Only operations on this memory.'),
    reads: z.boolean().default(false),
    limit: limit.default(50),
    maxTokens: readFields.maxTokens,
  }),
  output: z.array(
    z.object({
      opId: z.string(),
      at: z.string(),
      operation: z.string(),
      scope: z.string(),
      client: z.string(),
      session: z.string(),
      execution: z.string().optional(),
      kind: z.enum(['write', 'read']),
      changed: z.number().describe('Rows changed, or memories given.'),
      undoneBy: z.string().optional(),
      undoes: z.string().optional(),
      canUndo: z.boolean(),
    }),
  ),
  positional: ['limit'],
  listOf: '',
  readOnly: true,
  handler(context, input) {
    context.retrieval.flush()
    const { database } = context.store
    const where = ['1 = 1']
    const parameters: unknown[] = []
    if (input.since !== undefined) {
      where.push('o.at >= ?')
      parameters.push(input.since)
    }
    if (input.client !== undefined) {
      where.push('o.client = ?')
      parameters.push(input.client)
    }
    if (input.operation !== undefined) {
      where.push('(o.operation = ? OR substr(o.operation, 1, ?) = ?)')
      parameters.push(input.operation, input.operation.length + 1, `${input.operation}.`)
    }
    const writeWhere =
      input.id === undefined ? where : [...where, 'o.number IN (SELECT operation FROM changes WHERE id = ?)']
    const changes = database.prepare('SELECT count(*) FROM changes WHERE operation = ?').pluck()
    const writes = context.store
      .journal(
        writeWhere.join(' AND '),
        input.id === undefined ? parameters : [...parameters, input.id],
        input.limit,
      )
      .map((entry) => ({
        at: entry.at,
        order: entry.number,
        line: compact({
          opId: entry.id,
          at: iso(entry.at),
          operation: entry.operation,
          scope: entry.scope,
          client: entry.client,
          session: entry.session,
          execution: entry.execution as string | undefined,
          kind: 'write' as 'write' | 'read',
          changed: changes.get(entry.number) as number,
          undoneBy: entry.undoneBy ?? undefined,
          undoes: entry.undoes ?? undefined,
          canUndo: entry.undoneBy === null && entry.irreversible === 0,
        }),
      }))
    if (!input.reads) return writes.map((one) => one.line)
    const readWhere = input.id === undefined ? where : [...where, 'instr(o.given, ?) > 0']
    const reads = database
      .prepare(`SELECT * FROM recalls o WHERE ${readWhere.join(' AND ')} ORDER BY at DESC LIMIT ?`)
      .all(...parameters, ...(input.id === undefined ? [] : [`"${input.id}"`]), input.limit) as {
      id: string
      at: number
      operation: string
      scope: string
      client: string
      session: string
      given: string
    }[]
    return [
      ...writes,
      ...reads.map((one) => ({
        at: one.at,
        order: 0,
        line: {
          opId: one.id,
          at: iso(one.at),
          operation: one.operation,
          scope: one.scope,
          client: one.client,
          session: one.session,
          kind: 'read' as const,
          changed: (JSON.parse(one.given) as unknown[]).length,
          canUndo: false,
        },
      })),
    ]
      .toSorted((a, b) => b.at - a.at || b.order - a.order)
      .slice(0, input.limit)
      .map((one) => one.line)
  },
})
