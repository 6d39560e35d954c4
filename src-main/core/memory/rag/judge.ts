import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { id, name, shortText, writeFields } from '../shared/fields.ts'

export const judge = defineOperation({
  layer: 'rag',
  name: 'judge',
  description:
    'Adds a question with the memories that answer it (and those that do not) to this user’s own golden set, with which rag/evaluate measures retrieval. The same question again replaces the judgement.',
  input: z.strictObject({
    query: shortText,
    relevantIds: z.array(id).min(1).max(1000),
    irrelevantIds: z.array(id).max(1000).default([]),
    set: name.default('default'),
    ...writeFields,
  }),
  output: z.object({
    id: z.string(),
    judged: z.number().describe('Questions in the set.'),
    opId: z.string(),
  }),
  positional: ['query', 'relevantIds'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write, scope) => {
      for (const one of [...input.relevantIds, ...input.irrelevantIds]) context.need(one, input)
      const both = input.relevantIds.find((one) => input.irrelevantIds.includes(one))
      if (both !== undefined)
        throw new AthenaError('BAD_ARGUMENTS', `rag/judge: ${both} cannot be relevant and irrelevant.`)
      const data = { relevant: input.relevantIds, irrelevant: input.irrelevantIds }
      const where =
        "m.layer = 'rag' AND m.kind = 'judgement' AND m.scope = ? AND m.name = ? AND m.endedAt IS NULL"
      const list = context.store.select(where, [scope, input.set])
      const known = list.find((row) => row.content === input.query)
      const row = known
        ? write.update(known.id, { data })
        : write.insert({
            layer: 'rag',
            kind: 'judgement',
            scope,
            name: input.set,
            content: input.query,
            data,
          })
      return { id: row.id, judged: list.length + (known ? 0 : 1) }
    })
  },
})
