import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import { compact } from '../operation.ts'
import { isoOrUndefined } from '../shared/time.ts'

export const goalSchema = z.object({
  id: z.string(),
  statement: z.string(),
  criteria: z.array(z.string()),
  parent: z.string().optional(),
  by: z.string().optional(),
  tags: z.array(z.string()),
  scope: z.string(),
})

export function goalView(row: MemoryRow): z.infer<typeof goalSchema> {
  const { criteria } = row.data
  return compact({
    id: row.id,
    statement: row.content,
    criteria: Array.isArray(criteria) ? (criteria as string[]) : [],
    parent: row.parent ?? undefined,
    by: isoOrUndefined(row.dueAt),
    tags: row.tags,
    scope: row.scope,
  })
}
