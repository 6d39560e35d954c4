import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { id, readFields } from '../shared/fields.ts'
import { briefSchema, shortView } from '../shared/view.ts'

export const impact = defineOperation({
  layer: 'graph',
  name: 'impact',
  description:
    'Tells what must be looked at again if a memory changes: everything derived from it, summaries that cover it, tasks that wait for it, edges of an entity and memories that name it as evidence, all the way, with the chain that leads there.',
  input: z.strictObject({ id, depth: z.int().min(1).max(20).default(10), scope: readFields.scope }),
  output: z.array(briefSchema.extend({ because: z.string(), distance: z.number() })),
  positional: ['id'],
  readOnly: true,
  handler(context, input) {
    const { store } = context
    const scopes = context.readScopes(input.scope)
    const start = context.need(input.id, input)
    const seen = new Set([start.id])
    const result: (z.infer<typeof briefSchema> & { because: string; distance: number })[] = []
    let level = [start.id]
    for (let distance = 1; distance <= input.depth && level.length > 0; distance++) {
      const next: string[] = []
      for (const one of level) {
        const found = [
          ...store
            .links("toId = ? AND relation IN ('derivedFrom', 'covers', 'dependsOn', 'refines')", [one])
            .map((link) => ({ id: link.fromId, because: `${link.relation} ${one}` })),
          ...store
            .select(
              "m.layer = 'graph' AND m.kind = 'relation' AND m.endedAt IS NULL AND (m.subject = ? OR m.object = ?)",
              [one, one],
            )
            .map((row) => ({ id: row.id, because: `edge of ${one}` })),
          ...store
            .select(
              "m.endedAt IS NULL AND m.kind <> 'conflict' AND EXISTS (SELECT 1 FROM json_each(m.data, '$.sources') WHERE value = ?)",
              [one],
            )
            .map((row) => ({ id: row.id, because: `names ${one} as source` })),
        ]
        for (const { id: other, because } of found) {
          if (seen.has(other)) continue
          seen.add(other)
          const row = store.get(other)
          if (!row || row.endedAt !== null || !scopes.includes(row.scope)) continue
          result.push({ ...shortView(row), because, distance })
          next.push(other)
        }
      }
      level = next
    }
    return result
  },
})
