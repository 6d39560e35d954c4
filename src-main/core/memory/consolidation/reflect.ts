import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { changeFields, content, id, score01, shortText, tags } from '../shared/fields.ts'

export const reflect = defineOperation({
  layer: 'consolidation',
  name: 'reflect',
  description:
    'Stores an insight: what follows from several memories, in your words, with the question it answers and the memories it rests on. When one of them is retracted the insight is marked for review (semantic/delete, graph/impact).',
  input: z.strictObject({
    question: shortText,
    insight: content,
    evidenceIds: z.array(id).min(1).max(500),
    confidence: score01.default(0.7),
    tags: tags.optional(),
    ...changeFields,
  }),
  output: z.object({ id: z.string(), evidence: z.number(), opId: z.string() }),
  positional: ['question', 'insight', 'evidenceIds'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write, scope) => {
      const evidence = [...new Set(input.evidenceIds)].map((one) => context.need(one, input))
      const row = write.insert({
        layer: 'consolidation',
        kind: 'insight',
        scope,
        content: input.insight,
        confidence: input.confidence,
        tags: input.tags ?? [],
        occurredAt: context.now,
        data: { question: input.question },
      })
      for (const one of evidence) write.link(row.id, one.id, 'derivedFrom')
      return { id: row.id, evidence: evidence.length }
    })
  },
})
