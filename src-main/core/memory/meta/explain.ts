import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { compact, defineOperation } from '../operation.ts'
import { id } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { roundSignals } from '../shared/signals.ts'

export const explain = defineOperation({
  layer: 'meta',
  name: 'explain',
  description:
    'Explains why a memory came back in an answer, or why it did not: the parts of its score from the same ranker, its rank then and now, and what kept it out.',
  input: z.strictObject({
    recallId: id.describe('From `why` of an answer, or from meta/audit with reads.'),
    memoryId: id,
  }),
  output: z.object({
    given: z.boolean(),
    rank: z.number().optional().describe('Rank in that answer.'),
    score: z.number().optional(),
    signals: z.record(z.string(), z.number()).optional(),
    rankNow: z.number().optional().describe('Rank if the question were asked now, among 1000.'),
    scoreNow: z.number().optional(),
    signalsNow: z.record(z.string(), z.number()).optional(),
    bestScore: z.number().optional(),
    reason: z.string(),
    query: z.string().optional(),
    at: z.string(),
  }),
  positional: ['recallId', 'memoryId'],
  readOnly: true,
  async handler(context, input) {
    context.retrieval.flush()
    const recall = context.store.database
      .prepare('SELECT * FROM recalls WHERE id = ?')
      .get(input.recallId) as
      | {
          at: number
          scope: string
          operation: string
          query: string | null
          given: string
          best: number | null
        }
      | undefined
    if (!recall) throw new AthenaError('NOT_FOUND', `No answer has the id ${input.recallId}.`)
    const scopes = recall.scope.split(' ')
    const row = context.store.need(input.memoryId, scopes)
    const given = JSON.parse(recall.given) as {
      id: string
      score: number
      signals?: Record<string, number>
    }[]
    const place = given.findIndex((one) => one.id === row.id)
    const hit = given[place]
    if (recall.query !== null) await context.embedding.prepare(recall.query)
    const now =
      recall.query === null
        ? []
        : context.retrieval.search({
            query: recall.query,
            scopes,
            layers: [row.layer],
            limit: 1000,
            now: context.now,
            ended: true,
            cold: true,
          })
    const placeNow = now.findIndex((one) => one.row.id === row.id)
    const hitNow = now[placeNow]
    const reason = hit
      ? `It was given at rank ${place + 1}.`
      : row.createdAt > recall.at
        ? 'It was stored after that answer.'
        : row.endedAt !== null && row.endedAt <= recall.at
          ? `It was no longer held (${row.endedBy ?? 'ended'}).`
          : row.tier === 'cold'
            ? 'It is in the cold tier, which answers only reach with includeCold.'
            : recall.query === null
              ? 'The question of that answer has been erased.'
              : hitNow
                ? `It ranks ${placeNow + 1} by score; the answer ended before, or a filter left it out.`
                : 'It has no word in common with the question, nor have its neighbours.'
    return compact({
      given: hit !== undefined,
      rank: hit ? place + 1 : undefined,
      score: hit?.score,
      signals: hit?.signals,
      rankNow: hitNow ? placeNow + 1 : undefined,
      scoreNow: hitNow?.score,
      signalsNow: hitNow && roundSignals(hitNow.signals),
      bestScore: recall.best ?? undefined,
      reason,
      query: recall.query ?? undefined,
      at: iso(recall.at),
    })
  },
})
