import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { readFields } from '../shared/fields.ts'

export const getMetrics = defineOperation({
  layer: 'consolidation',
  name: 'get_metrics',
  description:
    'Measures what consolidation has achieved: proposals by decision (and the share accepted), memories merged away, facts that rest on events, gists with how much shorter they are than their sources, memories in the cold tier.',
  input: z.strictObject({ scope: readFields.scope }),
  output: z.object({
    proposals: z.record(z.string(), z.number()),
    acceptance: z.number().describe('Accepted among decided, 0 … 1.'),
    merged: z.number(),
    promoted: z.number(),
    gists: z.number(),
    compression: z.number().describe('Characters of gists per character of their sources; 0 without gists.'),
    insights: z.number(),
    cold: z.number(),
  }),
  readOnly: true,
  handler(context, input) {
    const scopes = JSON.stringify(context.readScopes(input.scope))
    const count = (where: string): number =>
      context.store.database
        .prepare(
          `SELECT count(*) FROM memories m WHERE m.scope IN (SELECT value FROM json_each(?)) AND ${where}`,
        )
        .pluck()
        .get(scopes) as number
    const proposals = Object.fromEntries(
      ['open', 'accepted', 'rejected', 'outdated'].map((status) => [
        status,
        count(`m.kind = 'proposal' AND m.status = '${status}'`),
      ]),
    )
    const decided = (proposals['accepted'] ?? 0) + (proposals['rejected'] ?? 0)
    const lengths = context.store.database
      .prepare(
        `SELECT coalesce(sum(length(m.content)), 0) AS gist, coalesce(sum((SELECT sum(length(s.content)) FROM links l JOIN memories s ON s.id = l.toId WHERE l.fromId = m.id AND l.relation = 'covers')), 0) AS source
         FROM memories m WHERE m.kind = 'gist' AND m.endedAt IS NULL AND m.scope IN (SELECT value FROM json_each(?))`,
      )
      .get(scopes) as { gist: number; source: number }
    const round = (value: number): number => Math.round(value * 1000) / 1000
    return {
      proposals,
      acceptance: decided === 0 ? 0 : round((proposals['accepted'] ?? 0) / decided),
      merged: count("m.endedBy = 'merge' AND m.layer <> 'graph'"),
      promoted: count(
        "m.layer = 'semantic' AND m.endedAt IS NULL AND json_extract(m.data, '$.promotedFrom') IS NOT NULL",
      ),
      gists: count("m.kind = 'gist' AND m.endedAt IS NULL"),
      compression: lengths.source === 0 ? 0 : round(lengths.gist / lengths.source),
      insights: count("m.kind = 'insight' AND m.endedAt IS NULL"),
      cold: count("m.tier = 'cold' AND m.endedAt IS NULL"),
    }
  },
})
