import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { changeFields, id, shortText, time } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { closeConflicts, findFact } from './update.ts'

export const expire = defineOperation({
  layer: 'semantic',
  name: 'expire',
  description:
    'Says until when a belief was true: the world changed, the belief was right. ' +
    'Searches at later times leave it out; `validAt` before that time still finds it.',
  input: z.strictObject({
    id,
    validTo: time.optional().describe('Now by default.'),
    reason: shortText.optional(),
    ...changeFields,
  }),
  output: z.object({ id: z.string(), validTo: z.string(), opId: z.string() }),
  positional: ['id', 'validTo'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const row = findFact(context, { id: input.id, scope: input.scope })
      const validTo = input.validTo ?? context.now
      if (row.validFrom !== null && validTo <= row.validFrom) {
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `semantic/expire: validTo must be after validFrom (${iso(row.validFrom)}).`,
        )
      }
      write.update(row.id, {
        validTo,
        data: { ...row.data, ...(input.reason !== undefined && { expiredBecause: input.reason }) },
      })
      closeConflicts(context, write, row.id)
      return { id: row.id, validTo: iso(validTo) }
    })
  },
})
