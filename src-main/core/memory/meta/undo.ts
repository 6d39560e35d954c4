import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { id } from '../shared/fields.ts'

export const undo = defineOperation({
  layer: 'meta',
  name: 'undo',
  description:
    'Reverts one journalled write of any layer: every row it added, changed or ended is as it was before. ' +
    'The undo is journalled too and can itself be undone. CONFLICT when a later write touched the same memories (undo that one first), when it was undone already, or when it erased for good.',
  input: z.strictObject({ opId: id.describe('`opId` of the write, from its result or from meta/audit.') }),
  output: z.object({ reverted: z.array(z.string()).describe('Ids of what was put back.'), opId: z.string() }),
  positional: ['opId'],
  readOnly: false,
  handler(context, input) {
    const result = context.store.undo(
      { operation: 'meta.undo', scope: 'user', caller: context.caller, at: context.now },
      input.opId,
    )
    context.retrieval.forget()
    return result
  },
})
