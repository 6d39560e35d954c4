import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { changeFields, id, shortText } from '../shared/fields.ts'

export const forget = defineOperation({
  layer: 'episodic',
  name: 'forget',
  description:
    'Forgets events: they leave recall and lists at once, and `meta/undo` brings them back. ' +
    'To remove every trace for good use `meta/forget` with mode "erase". NOT_FOUND if one of the ids is unknown; then nothing is forgotten.',
  input: z.strictObject({
    ids: z.union([id, z.array(id).min(1).max(1000)]),
    reason: shortText.optional(),
    ...changeFields,
  }),
  output: z.object({ forgotten: z.array(z.string()), opId: z.string() }),
  positional: ['ids'],
  readOnly: false,
  destructive: true,
  handler(context, input) {
    const ids = [...new Set([input.ids].flat())]
    return context.write(input, (write) => {
      for (const one of ids) {
        const row = context.need(one, input, { layer: 'episodic', kind: 'event' })
        if (row.endedAt === null) write.end(one, 'forget', input.reason)
      }
      return { forgotten: ids }
    })
  },
})
