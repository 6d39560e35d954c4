import { z } from 'zod'
import type { Write } from '../database/store.ts'
import { defineOperation, type MemoryContext } from '../operation.ts'
import { changeFields, id, shortText } from '../shared/fields.ts'
import { closeConflicts, findFact } from './update.ts'

export const deleteFact = defineOperation({
  layer: 'semantic',
  name: 'delete',
  description:
    'Retracts a belief that was wrong. ' +
    'It leaves every search at once and stays in history; `dependents` are the memories derived from it, which are marked for review or, with `cascade`, retracted too. ' +
    'For a belief that was right and is no longer true use `semantic/expire`; to remove every trace use `meta/forget` with mode "erase".',
  input: z.strictObject({
    id,
    reason: shortText.optional(),
    cascade: z.boolean().default(false).describe('Also retracts what was derived from it, all the way.'),
    ...changeFields,
  }),
  output: z.object({
    id: z.string(),
    dependents: z.array(z.string()),
    retracted: z.array(z.string()),
    opId: z.string(),
  }),
  positional: ['id', 'reason'],
  readOnly: false,
  destructive: true,
  handler(context, input) {
    return context.write(input, (write) => {
      const row = findFact(context, { id: input.id, scope: input.scope })
      write.end(row.id, 'retracted', input.reason)
      closeConflicts(context, write, row.id)
      const dependents = dependentsOf(context, row.id)
      const retracted = [row.id]
      for (const one of dependents) {
        const other = context.store.get(one)
        if (!other || other.endedAt !== null) continue
        if (input.cascade) {
          write.end(one, 'retracted', `derived from ${row.id}, which was retracted`)
          closeConflicts(context, write, one)
          retracted.push(one)
        } else markForReview(write, one, other.data, row.id)
      }
      return { id: row.id, dependents, retracted }
    })
  },
})

function markForReview(write: Write, id: string, data: Record<string, unknown>, because: string): void {
  write.update(id, {
    data: { ...(data as Record<string, string>), review: `its support ${because} was retracted` },
  })
}

/** Everything derived from a memory, directly or through others, nearest first. */
export function dependentsOf(context: MemoryContext, id: string): string[] {
  const seen = new Set([id])
  const result: string[] = []
  const queue = [id]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const link of context.store.links("toId = ? AND relation IN ('derivedFrom', 'covers')", [next])) {
      if (seen.has(link.fromId)) continue
      seen.add(link.fromId)
      result.push(link.fromId)
      queue.push(link.fromId)
    }
  }
  return result
}
