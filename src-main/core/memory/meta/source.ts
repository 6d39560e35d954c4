import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import { compact, defineOperation, type MemoryContext } from '../operation.ts'
import { id, readFields } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { trustOf } from '../shared/trust.ts'

const step = z.object({
  id: z.string(),
  layer: z.string(),
  kind: z.string(),
  content: z.string().describe('Verbatim.'),
  client: z.string().optional(),
  session: z.string().optional(),
  execution: z.string().optional(),
  origin: z.string().optional().describe('What the writer named as source.'),
  externalId: z.string().optional(),
  trust: z.number(),
  recordedAt: z.string(),
  ended: z.string().optional().describe('How it ended, if it did.'),
  relation: z.string().optional().describe('How the memory asked for goes back to this one.'),
  depth: z.number(),
})

export const source = defineOperation({
  layer: 'meta',
  name: 'source',
  description:
    'Tells where a memory comes from: who wrote it, when, through which client and run, and every memory it was derived from, verbatim, back to the originals.',
  input: z.strictObject({ id, depth: z.int().min(0).max(20).default(10), scope: readFields.scope }),
  output: z.object({
    chain: z.array(step),
    operations: z.array(
      z.object({ opId: z.string(), operation: z.string(), at: z.string(), client: z.string() }),
    ),
  }),
  positional: ['id'],
  readOnly: true,
  handler(context, input) {
    const first = context.need(input.id, input)
    const scopes = context.readScopes(input.scope)
    const chain = [stepOf(context, first, 0)]
    const seen = new Set([first.id])
    let level = [first]
    for (let depth = 1; depth <= input.depth && level.length > 0; depth++) {
      const next: MemoryRow[] = []
      for (const row of level) {
        for (const link of context.store.links(
          "fromId = ? AND relation IN ('derivedFrom', 'supersedes', 'refines', 'covers')",
          [row.id],
        )) {
          const other = context.store.get(link.toId)
          if (!other || seen.has(other.id) || !scopes.includes(other.scope)) continue
          seen.add(other.id)
          next.push(other)
          chain.push({ ...stepOf(context, other, depth), relation: link.relation })
        }
      }
      level = next
    }
    const operations = context.store
      .journal('o.number IN (SELECT operation FROM changes WHERE id = ?)', [first.id], 100)
      .map((entry) => ({
        opId: entry.id,
        operation: entry.operation,
        at: iso(entry.at),
        client: entry.client,
      }))
    return { chain, operations }
  },
})

function stepOf(context: MemoryContext, row: MemoryRow, depth: number): z.infer<typeof step> {
  return compact({
    id: row.id,
    layer: row.layer,
    kind: row.kind,
    content: row.content,
    client: row.source.client,
    session: row.source.session,
    execution: row.source.execution,
    origin: row.source.ref,
    externalId: row.source.externalId,
    trust: trustOf(context.store, row),
    recordedAt: iso(row.createdAt),
    ended: row.endedAt === null ? undefined : `${row.endedBy ?? 'ended'} ${iso(row.endedAt)}`,
    depth,
  })
}
