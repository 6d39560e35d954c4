import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import type { Write } from '../database/store.ts'
import { defineOperation, type MemoryContext } from '../operation.ts'
import { closeConflicts } from '../semantic/update.ts'
import { changeFields, content, id } from '../shared/fields.ts'

export const merge = defineOperation({
  layer: 'consolidation',
  name: 'merge',
  description:
    'Makes several phrasings of the same into one memory: the first of `ids` stays (with `text`, if given), the others end and are kept as its aliases; sources, tags and strength are added up. All must be of one layer, kind and scope.',
  input: z.strictObject({
    ids: z.array(id).min(2).max(100),
    text: content.optional().describe('Wording to keep.'),
    ...changeFields,
  }),
  output: z.object({ kept: z.string(), merged: z.array(z.string()), observed: z.number(), opId: z.string() }),
  positional: ['ids'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const rows = [...new Set(input.ids)].map((one) => context.need(one, input))
      return mergeRows(context, write, rows, input.text)
    })
  },
})

/** Merges memories inside a write; the first stays. */
export function mergeRows(
  context: MemoryContext,
  write: Write,
  rows: readonly MemoryRow[],
  text?: string,
): { kept: string; merged: string[]; observed: number } {
  const [first, ...others] = rows
  if (!first || others.length === 0)
    throw new AthenaError('BAD_ARGUMENTS', 'consolidation/merge: at least two different memories are needed.')
  for (const row of rows) {
    if (row.endedAt !== null)
      throw new AthenaError('CONFLICT', `${row.id} is no longer current (${row.endedBy}).`)
    if (row.layer !== first.layer || row.kind !== first.kind || row.scope !== first.scope) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `${row.id} is a ${row.layer} ${row.kind} of ${row.scope}, ${first.id} a ${first.layer} ${first.kind} of ${first.scope}.`,
      )
    }
  }
  const lists = (key: string): string[] => [
    ...new Set(rows.flatMap((row) => (Array.isArray(row.data[key]) ? (row.data[key] as string[]) : []))),
  ]
  const observed = rows.reduce((sum, row) => sum + row.observed, 0)
  const aliases = [
    ...new Set([
      ...lists('aliases'),
      ...others.map((row) => row.content),
      ...(text === undefined || text === first.content ? [] : [first.content]),
    ]),
  ]
  write.update(first.id, {
    ...(text !== undefined && { content: text }),
    observed,
    confidence: Math.max(...rows.map((row) => row.confidence)),
    importance: Math.max(...rows.map((row) => row.importance)),
    utility: Math.max(...rows.map((row) => row.utility)),
    tags: [...new Set(rows.flatMap((row) => row.tags))],
    data: { ...first.data, aliases, ...(lists('sources').length > 0 && { sources: lists('sources') }) },
  })
  for (const row of others) {
    write.end(row.id, 'merge', `says the same as ${first.id}`)
    write.link(first.id, row.id, 'supersedes')
    if (row.layer === 'semantic') closeConflicts(context, write, row.id)
  }
  return { kept: first.id, merged: others.map((row) => row.id), observed }
}
