import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { name } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'

export const getCognitiveLoad = defineOperation({
  layer: 'meta',
  name: 'get_cognitive_load',
  description:
    'Tells what a session has been given already: every memory with how often, and the tokens in all. ' +
    'Use it, or `excludeSeen` of rag/retrieve, so that the same memory is not put before the model again and again.',
  input: z.strictObject({ session: name.optional().describe('This session by default.') }),
  output: z.object({
    session: z.string(),
    answers: z.number(),
    tokens: z.number().describe('Estimated tokens of all answers.'),
    memories: z.array(z.object({ id: z.string(), times: z.number(), lastAt: z.string() })),
    repeats: z.number().describe('How many memories were given more than once.'),
    load: z
      .enum(['low', 'normal', 'high', 'overloaded'])
      .describe('By tokens: below 2,000, 8,000, 20,000, above.'),
  }),
  positional: ['session'],
  readOnly: true,
  handler(context, input) {
    context.retrieval.flush()
    const session = input.session ?? context.caller.session
    const answers = context.store.database
      .prepare('SELECT at, given, tokens FROM recalls WHERE session = ? ORDER BY at')
      .all(session) as { at: number; given: string; tokens: number }[]
    const memories = new Map<string, { times: number; lastAt: number }>()
    let tokens = 0
    for (const answer of answers) {
      tokens += answer.tokens
      for (const { id } of JSON.parse(answer.given) as { id: string }[]) {
        memories.set(id, { times: (memories.get(id)?.times ?? 0) + 1, lastAt: answer.at })
      }
    }
    const load: 'low' | 'normal' | 'high' | 'overloaded' =
      tokens < 2000 ? 'low' : tokens < 8000 ? 'normal' : tokens < 20_000 ? 'high' : 'overloaded'
    return {
      session,
      answers: answers.length,
      tokens,
      memories: [...memories]
        .toSorted((a, b) => b[1].times - a[1].times || b[1].lastAt - a[1].lastAt)
        .map(([id, one]) => ({ id, times: one.times, lastAt: iso(one.lastAt) })),
      repeats: [...memories.values()].filter((one) => one.times > 1).length,
      load,
    }
  },
})
