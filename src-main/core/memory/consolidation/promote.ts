import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import type { Write } from '../database/store.ts'
import { compact, defineOperation, type MemoryContext } from '../operation.ts'
import { insertFact } from '../semantic/store.ts'
import { changeFields, filledText, id } from '../shared/fields.ts'
import { summarise } from '../shared/gist.ts'

export const promote = defineOperation({
  layer: 'consolidation',
  name: 'promote',
  description:
    'Makes a fact of what events say again and again, with the events as its sources. Without `statement` the most telling of the events is taken as it is. Confidence grows with the number of events: 1 - 1/(n + 1). Contradictions with other beliefs are reported as by semantic/store.',
  input: z.strictObject({
    ids: z.array(id).min(1).max(1000),
    statement: filledText(20_000).optional(),
    ...changeFields,
  }),
  output: z.object({
    factId: z.string(),
    support: z.number(),
    statement: z.string(),
    verdict: z.string(),
    conflicts: z.array(z.string()),
    opId: z.string(),
  }),
  positional: ['ids', 'statement'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const rows = [...new Set(input.ids)].map((one) =>
        context.need(one, input, { layer: 'episodic', kind: 'event' }),
      )
      return promoteRows(context, write, rows, input.statement)
    })
  },
})

/** Stores a fact from events inside a write. */
export function promoteRows(
  context: MemoryContext,
  write: Write,
  rows: readonly MemoryRow[],
  statement?: string,
): { factId: string; support: number; statement: string; verdict: string; conflicts: string[] } {
  const texts = rows.map((row) => row.content)
  const longest = Math.max(...texts.map((text) => Math.ceil(Buffer.byteLength(text) / 4)))
  const chosen = statement ?? texts[summarise(texts, longest)[0] ?? 0] ?? texts[0] ?? ''
  const support = rows.reduce((sum, row) => sum + row.observed, 0)
  const result = insertFact(context, write, rows[0]?.scope ?? 'user', {
    statement: chosen,
    kind: 'fact',
    confidence: 1 - 1 / (support + 1),
    sources: rows.map((row) => row.id),
    tags: [...new Set(rows.flatMap((row) => row.tags))],
  })
  write.update(result.row.id, { data: { ...result.row.data, promotedFrom: rows.length } })
  return compact({
    factId: result.row.id,
    support,
    statement: chosen,
    verdict: result.verdict,
    conflicts: result.conflicts.map((one) => one.id),
  })
}
