import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { changeFields, id, shortText } from '../shared/fields.ts'

export const resolve = defineOperation({
  layer: 'semantic',
  name: 'resolve',
  description:
    'Decides a contradiction, with a rationale that stays on record. ' +
    '"a" or "b": that belief holds, the other is retracted. "both": both hold under different conditions (`conditionA`, `conditionB` are needed). "neither": both are retracted.',
  input: z.strictObject({
    conflictId: id,
    decision: z.enum(['a', 'b', 'both', 'neither']),
    rationale: shortText,
    conditionA: shortText.optional().describe('When a applies, for "both".'),
    conditionB: shortText.optional(),
    ...changeFields,
  }),
  output: z.object({
    conflictId: z.string(),
    decision: z.string(),
    changedIds: z.array(z.string()),
    opId: z.string(),
  }),
  positional: ['conflictId', 'decision', 'rationale'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const row = context.need(input.conflictId, input, { layer: 'semantic', kind: 'conflict' })
      if (row.status !== 'open')
        throw new AthenaError('CONFLICT', `The contradiction ${row.id} was decided already.`)
      const [a, b] = [context.store.need(String(row.data['a'])), context.store.need(String(row.data['b']))]
      const changedIds: string[] = []
      const end = (fact: typeof a): void => {
        if (fact.endedAt !== null) return
        write.end(fact.id, 'retracted', `contradiction ${row.id}: ${input.rationale}`)
        changedIds.push(fact.id)
      }
      if (input.decision === 'both') {
        if (
          input.conditionA === undefined ||
          input.conditionB === undefined ||
          input.conditionA === input.conditionB
        ) {
          throw new AthenaError(
            'BAD_ARGUMENTS',
            'semantic/resolve: "both" needs conditionA and conditionB, and they must differ.',
          )
        }
        write.update(a.id, { data: { ...a.data, condition: input.conditionA } })
        write.update(b.id, { data: { ...b.data, condition: input.conditionB } })
        changedIds.push(a.id, b.id)
      }
      if (input.decision === 'b' || input.decision === 'neither') end(a)
      if (input.decision === 'a' || input.decision === 'neither') end(b)
      write.update(row.id, {
        status: 'resolved',
        data: { ...row.data, decision: input.decision, rationale: input.rationale },
      })
      return { conflictId: row.id, decision: input.decision, changedIds }
    })
  },
})
