import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { changeFields, id, score01, shortText } from '../shared/fields.ts'
import { findFact } from './update.ts'

export const verify = defineOperation({
  layer: 'semantic',
  name: 'verify',
  description:
    'Updates the confidence of a belief by evidence, after Bayes: odds times the likelihood ratio of the evidence. ' +
    '`strength` 0.5 … 1 is how often such evidence is right (0.8 by default); "refuted" divides instead, "inconclusive" changes nothing but is kept. ' +
    'This is about truth; how useful a memory was goes to meta/rate.',
  input: z.strictObject({
    id,
    outcome: z.enum(['confirmed', 'refuted', 'inconclusive']),
    strength: score01.min(0.5).max(0.999).default(0.8),
    evidence: z.array(shortText).max(50).optional().describe('Ids of memories or words.'),
    ...changeFields,
  }),
  output: z.object({ id: z.string(), before: z.number(), after: z.number(), opId: z.string() }),
  positional: ['id', 'outcome'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const row = findFact(context, { id: input.id, scope: input.scope })
      const prior = Math.min(0.999, Math.max(0.001, row.confidence))
      const ratio = input.strength / (1 - input.strength)
      const power = input.outcome === 'confirmed' ? 1 : input.outcome === 'refuted' ? -1 : 0
      const odds = (prior / (1 - prior)) * ratio ** power
      const after = power === 0 ? row.confidence : odds / (1 + odds)
      const earlier = Array.isArray(row.data['verifications']) ? row.data['verifications'] : []
      const { review: _review, ...data } = row.data
      write.update(row.id, {
        confidence: after,
        data: {
          ...(power === 0 ? row.data : data),
          verifications: [
            ...earlier,
            {
              outcome: input.outcome,
              strength: input.strength,
              evidence: input.evidence ?? [],
              at: context.now,
            },
          ],
        },
      })
      return {
        id: row.id,
        before: Math.round(row.confidence * 1000) / 1000,
        after: Math.round(after * 1000) / 1000,
      }
    })
  },
})
