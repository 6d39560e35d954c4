import { z } from 'zod'
import { factKinds } from '../semantic/fact.ts'
import { defineOperation } from '../operation.ts'
import { readFields, shortText } from '../shared/fields.ts'
import type { Hit } from '../retrieval/retrieval.ts'
import { iso } from '../shared/time.ts'

export const know = defineOperation({
  layer: 'meta',
  name: 'know',
  description:
    'Tells cheaply whether anything is known about something, without giving contents. ' +
    '`feelingOfKnowing` (0 … 1) is the best share of the question’s rare words that one memory and its neighbours cover; `coverage` says which words are known at all. ' +
    'Below 0.3 it is better to say "I do not know" than to recall. Numbers of memories are by layer, with the newest and oldest.',
  input: z.strictObject({ query: shortText, scope: readFields.scope, asOf: readFields.asOf }),
  output: z.object({
    feelingOfKnowing: z.number(),
    verdict: z.enum(['unknown', 'vague', 'known']),
    coverage: z.array(z.object({ term: z.string(), memories: z.number() })),
    found: z.record(z.string(), z.number()).describe('Memories that fit, by layer, at most 100 in all.'),
    newest: z.string().optional(),
    oldest: z.string().optional(),
    conflicts: z.number().describe('Open contradictions among what fits.'),
  }),
  positional: ['query'],
  readOnly: true,
  meaning: 'query',
  handler(context, input) {
    const { coverage: weight } = context.retrieval.weights()
    const scopes = context.readScopes(input.scope)
    const hits = context.retrieval.search({
      query: input.query,
      scopes,
      limit: 100,
      now: context.now,
      asOf: input.asOf,
    })
    const parsed = context.retrieval.parse(input.query)
    const size = Math.max(context.retrieval.size(), 1)
    // Read anew: the ranker's own numbers may be a little old, and here they are the answer.
    const frequencyOf = context.store.database
      .prepare('SELECT doc FROM memory_vocabulary WHERE term = ?')
      .pluck()
    let total = 0
    const terms = [...parsed.terms].map(([term, weight]) => {
      const memories = (frequencyOf.get(term) as number | undefined) ?? 0
      const rarity = weight * Math.log(1 + size / (memories + 0.5))
      total += rarity
      return { term, memories, rarity }
    })
    // Coverage is the share of the question's weight in the best window; words no memory has count as missing.
    const best = Math.max(0, ...hits.slice(0, 20).map((hit) => coverageOf(hit, weight)))
    const feeling = total === 0 ? 0 : Math.min(1, best)
    const good = hits.filter((hit) => coverageOf(hit, weight) >= 0.3)
    const found: Record<string, number> = {}
    for (const hit of good) found[hit.row.layer] = (found[hit.row.layer] ?? 0) + 1
    const times = good.map((hit) => hit.row.occurredAt ?? hit.row.createdAt)
    const ids = JSON.stringify(
      good.filter((hit) => (factKinds as readonly string[]).includes(hit.row.kind)).map((hit) => hit.row.id),
    )
    const conflicts = context.store.database
      .prepare(
        `SELECT count(*) FROM memories WHERE kind = 'conflict' AND status = 'open' AND endedAt IS NULL AND
         (json_extract(data, '$.a') IN (SELECT value FROM json_each(?)) OR json_extract(data, '$.b') IN (SELECT value FROM json_each(?)))`,
      )
      .pluck()
      .get(ids, ids) as number
    const verdict: 'unknown' | 'vague' | 'known' =
      feeling < 0.3 ? 'unknown' : feeling < 0.6 ? 'vague' : 'known'
    return {
      feelingOfKnowing: Math.round(feeling * 100) / 100,
      verdict,
      coverage: terms.map(({ term, memories }) => ({ term, memories })),
      found,
      ...(times.length > 0 && { newest: iso(Math.max(...times)), oldest: iso(Math.min(...times)) }),
      conflicts,
    }
  },
})

/** Share of the question's weight that a memory and its neighbours have. */
function coverageOf(hit: Hit, weight: number): number {
  return (hit.signals['coverage'] ?? 0) / (weight || 1)
}
