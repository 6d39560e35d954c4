import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { id, readFields } from '../shared/fields.ts'
import { factKinds, factSchema, factView } from './fact.ts'

export const getMemory = defineOperation({
  layer: 'semantic',
  name: 'get_memory',
  description:
    'Gives one belief by its id, also one that is no longer held (`ended` says since when and why), or as it stood at `asOf`.',
  input: z.strictObject({ id, scope: readFields.scope, asOf: readFields.asOf }),
  output: factSchema.extend({
    supersededBy: z.string().optional(),
    review: z.string().optional().describe('Why it should be looked at again.'),
  }),
  positional: ['id'],
  readOnly: true,
  handler(context, input) {
    const now = context.need(input.id, input, { layer: 'semantic', kind: factKinds })
    const row = input.asOf === undefined ? now : context.store.at(input.id, input.asOf)
    if (!row) throw new AthenaError('NOT_FOUND', `${input.id} was not yet stored at that time.`)
    const [newer] =
      row.endedAt === null ? [] : context.store.links("toId = ? AND relation = 'supersedes'", [row.id])
    const { review } = row.data
    return {
      ...factView(row),
      ...(newer && { supersededBy: newer.fromId }),
      ...(typeof review === 'string' && { review }),
    }
  },
})
