import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'

/** A memory of any layer, in short. */
export const briefSchema = z.object({
  id: z.string(),
  layer: z.string(),
  kind: z.string(),
  content: z.string(),
  scope: z.string(),
})

export function briefView(row: MemoryRow): z.infer<typeof briefSchema> {
  return { id: row.id, layer: row.layer, kind: row.kind, content: row.content, scope: row.scope }
}

/** The same with long contents cut. */
export function shortView(row: MemoryRow): z.infer<typeof briefSchema> {
  const { content } = row
  return { ...briefView(row), content: content.length > 160 ? `${content.slice(0, 157)}…` : content }
}
