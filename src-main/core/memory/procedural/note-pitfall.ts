import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { cleanTags, score01, shortText, tags, writeFields } from '../shared/fields.ts'
import { content } from './pitfall.ts'

export const notePitfall = defineOperation({
  layer: 'procedural',
  name: 'note_pitfall',
  description:
    'Notes a mistake and what is right instead, so that procedural/precheck warns before it is repeated. ' +
    'The same mistake in the same situation again (four fifths of the content words equal) is counted, not added.',
  input: z.strictObject({
    situation: shortText,
    mistake: shortText,
    correction: shortText,
    severity: score01.optional().describe('0 harmless … 1 disastrous; 0.5 by default.'),
    tags: tags.optional(),
    ...writeFields,
  }),
  output: z.object({ id: z.string(), failures: z.number(), opId: z.string() }),
  positional: ['situation', 'mistake', 'correction'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write, scope) => {
      const own = new Set(content(`${input.situation} ${input.mistake}`))
      const known = context.retrieval
        .search({
          query: `${input.situation} ${input.mistake}`.slice(0, 2000),
          scopes: [scope],
          layers: ['procedural'],
          kinds: ['pitfall'],
          limit: 5,
          now: context.now,
        })
        .find(({ row }) => {
          const other = new Set(content(`${String(row.data['situation'])} ${String(row.data['mistake'])}`))
          const both = [...own].filter((word) => other.has(word)).length
          return both / Math.max(own.size, other.size, 1) >= 0.8
        })?.row
      if (known) {
        const row = write.update(known.id, {
          observed: known.observed + 1,
          occurredAt: context.now,
          importance: Math.max(known.importance, input.severity ?? 0),
          content: textOf({
            ...input,
            situation: String(known.data['situation']),
            mistake: String(known.data['mistake']),
          }),
          tags: cleanTags([...known.tags, ...(input.tags ?? [])]),
          data: { ...known.data, correction: input.correction },
        })
        return { id: row.id, failures: row.observed }
      }
      const row = write.insert({
        layer: 'procedural',
        kind: 'pitfall',
        scope,
        content: textOf(input),
        importance: input.severity ?? 0.5,
        occurredAt: context.now,
        tags: input.tags ?? [],
        data: { situation: input.situation, mistake: input.mistake, correction: input.correction },
      })
      return { id: row.id, failures: 1 }
    })
  },
})

function textOf(pitfall: { situation: string; mistake: string; correction: string }): string {
  return `${pitfall.situation}\nMistake: ${pitfall.mistake}\nRight: ${pitfall.correction}`
}
