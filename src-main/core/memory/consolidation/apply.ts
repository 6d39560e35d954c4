import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import type { Write } from '../database/store.ts'
import { compact, defineOperation, type MemoryContext } from '../operation.ts'
import { changeFields, id, shortText } from '../shared/fields.ts'
import { mergeRows } from './merge.ts'
import { promoteRows } from './promote.ts'

export const apply = defineOperation({
  layer: 'consolidation',
  name: 'apply',
  description:
    'Accepts or rejects proposals. Accepting does what `effect` says, all in one operation that meta/undo reverts; a proposal whose memories changed meanwhile is skipped and named. Rejections are remembered.',
  input: z.strictObject({
    ids: z.array(id).min(1).max(1000),
    decision: z.enum(['accept', 'reject']),
    note: shortText.optional(),
    ...changeFields,
  }),
  output: z.object({
    applied: z.array(z.string()),
    skipped: z.array(z.object({ id: z.string(), reason: z.string() })),
    changedIds: z.array(z.string()),
    opId: z.string(),
  }),
  positional: ['ids', 'decision'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const applied: string[] = []
      const skipped: { id: string; reason: string }[] = []
      const changedIds: string[] = []
      for (const one of [...new Set(input.ids)]) {
        const row = context.need(one, input, { layer: 'consolidation', kind: 'proposal' })
        if (row.status !== 'open')
          throw new AthenaError('CONFLICT', `The proposal ${row.id} was ${row.status} already.`)
        const ids = row.data['ids'] as string[]
        const memories = ids.map((other) => context.store.get(other))
        const gone = memories.findIndex((memory) => !memory || memory.endedAt !== null)
        if (input.decision === 'accept' && gone >= 0) {
          skipped.push({ id: row.id, reason: `${ids[gone]} is no longer current` })
          write.update(row.id, { status: 'outdated' })
          continue
        }
        if (input.decision === 'accept')
          changedIds.push(
            ...accept(
              context,
              write,
              row,
              memories.filter((memory) => memory !== undefined),
            ),
          )
        write.update(row.id, {
          status: input.decision === 'accept' ? 'accepted' : 'rejected',
          data: compact({ ...row.data, note: input.note ?? row.data['note'] }) as MemoryRow['data'],
        })
        applied.push(row.id)
      }
      return { applied, skipped, changedIds }
    })
  },
})

/** Does what a proposal says. */
export function accept(
  context: MemoryContext,
  write: Write,
  proposal: MemoryRow,
  memories: readonly MemoryRow[],
): string[] {
  const kind = String(proposal.data['kind'])
  if (kind === 'merge') {
    const { kept, merged } = mergeRows(context, write, memories)
    return [kept, ...merged]
  }
  if (kind === 'promote') return [promoteRows(context, write, memories).factId]
  for (const memory of memories) write.update(memory.id, { tier: 'cold' })
  return memories.map((memory) => memory.id)
}
