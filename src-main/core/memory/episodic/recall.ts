import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { explainField, limit, name, readFields, shortText, tags, time } from '../shared/fields.ts'
import { withinTokens } from '../shared/tokens.ts'
import { isoOrUndefined } from '../shared/time.ts'
import { eventSchema, eventView, neighboursOf } from './event.ts'
import { roundSignals } from '../shared/signals.ts'

export const recall = defineOperation({
  layer: 'episodic',
  name: 'recall',
  description:
    'Recalls events that fit a question or cue, best first. ' +
    'Ranking is lexical (BM25 over each event and its neighbours in the session) with soft priors for session, speaker, asked-for times and numbers; nothing is ' +
    'filtered unless a filter is given. Every event given counts as a use, which raises its strength. Scores are comparable within one answer only. ' +
    'Suppressed and erased events never come back; events moved to the cold tier only with `includeCold`.',
  input: z.strictObject({
    query: shortText.describe('A question, a sentence or some words; any characters, nothing is syntax.'),
    limit: limit.default(10),
    tags: tags.optional().describe('Only events with all of these.'),
    session: name.optional(),
    participants: z.array(name).min(1).max(20).optional().describe('Only events with one of these people.'),
    place: name.optional(),
    from: time.optional().describe('Only events at or after.'),
    to: time.optional().describe('Only events at or before.'),
    neighbours: z
      .int()
      .min(0)
      .max(10)
      .default(0)
      .describe('Also gives this many events before and after each.'),
    includeCold: z.boolean().default(false),
    explain: explainField,
    ...readFields,
  }),
  output: z.array(
    z.object({
      id: z.string(),
      content: z.string(),
      score: z.number(),
      occurredAt: z.string().optional(),
      tags: z.array(z.string()),
      session: z.string().optional(),
      speaker: z.string().optional(),
      neighbours: z.array(eventSchema).optional(),
      why: z
        .object({ recallId: z.string(), rank: z.number(), signals: z.record(z.string(), z.number()) })
        .optional(),
    }),
  ),
  positional: ['query', 'limit'],
  readOnly: true,
  meaning: 'query',
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const found = context.retrieval.search({
      query: input.query,
      limit: input.limit,
      scopes,
      layers: ['episodic'],
      kinds: ['event'],
      tags: input.tags,
      session: input.session,
      participants: input.participants,
      place: input.place,
      from: input.from,
      to: input.to,
      asOf: input.asOf,
      cold: input.includeCold,
      now: context.now,
    })
    const hits = withinTokens(found, input.maxTokens, (hit) => hit.row.content)
    const recallId = context.retrieval.noteGiven({
      operation: 'episodic.recall',
      caller: context.caller,
      scope: scopes,
      at: context.now,
      query: input.query,
      hits: hits.map((hit) => ({
        id: hit.row.id,
        score: hit.score,
        text: hit.row.content,
        signals: roundSignals(hit.signals),
      })),
    })
    return hits.map((hit, index) =>
      compact({
        id: hit.row.id,
        content: hit.row.content,
        score: Math.round(hit.score * 10_000) / 10_000,
        occurredAt: isoOrUndefined(hit.row.occurredAt),
        tags: hit.row.tags,
        session: hit.row.session ?? undefined,
        speaker: hit.row.speaker ?? undefined,
        neighbours:
          input.neighbours === 0
            ? undefined
            : neighboursOf(context, hit.row, input.neighbours, input.neighbours).map(eventView),
        why: input.explain ? { recallId, rank: index + 1, signals: roundSignals(hit.signals) } : undefined,
      }),
    )
  },
})
