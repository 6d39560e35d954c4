import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { readFields } from '../shared/fields.ts'

export const getQualityMetrics = defineOperation({
  layer: 'meta',
  name: 'get_quality_metrics',
  description:
    'Measures the quality of what is stored: mean confidence, share with a named source, share never given in an answer, open contradictions, share marked for review, shares by utility. ' +
    'For size and integrity see meta/memory_health.',
  input: z.strictObject({ scope: readFields.scope, asOf: readFields.asOf }),
  output: z.object({
    memories: z.number(),
    confidence: z.number(),
    sourced: z.number().describe('Share with a named origin or derived from another memory.'),
    unused: z.number().describe('Share never given in an answer.'),
    useful: z.number().describe('Share with utility above 0.2.'),
    harmful: z.number().describe('Share with utility below -0.2.'),
    openConflicts: z.number(),
    forReview: z.number(),
    superseded: z.number().describe('Beliefs replaced or retracted so far.'),
  }),
  readOnly: true,
  handler(context, input) {
    context.retrieval.flush()
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      asOf: input.asOf,
      cold: true,
    })
    const row = context.store.database
      .prepare(
        `SELECT count(*) AS memories, avg(m.confidence) AS confidence,
          avg(json_extract(m.source, '$.ref') IS NOT NULL OR json_extract(m.data, '$.sources[0]') IS NOT NULL
            OR EXISTS (SELECT 1 FROM links l WHERE l.fromId = m.id AND l.relation IN ('derivedFrom', 'covers'))) AS sourced,
          avg(NOT EXISTS (SELECT 1 FROM activation a WHERE a.id = m.id)) AS unused,
          avg(m.utility > 0.2) AS useful, avg(m.utility < -0.2) AS harmful,
          sum(json_extract(m.data, '$.review') IS NOT NULL) AS forReview
         FROM memories m WHERE ${sql} AND m.kind NOT IN ('run', 'proposal', 'conflict', 'cycle', 'judgement')`,
      )
      .get(...parameters) as Record<string, number | null>
    const scopes = JSON.stringify(context.readScopes(input.scope))
    const count = (where: string): number =>
      context.store.database
        .prepare(`SELECT count(*) FROM memories WHERE scope IN (SELECT value FROM json_each(?)) AND ${where}`)
        .pluck()
        .get(scopes) as number
    const share = (key: string): number => Math.round((row[key] ?? 0) * 1000) / 1000
    return {
      memories: row['memories'] ?? 0,
      confidence: share('confidence'),
      sourced: share('sourced'),
      unused: share('unused'),
      useful: share('useful'),
      harmful: share('harmful'),
      openConflicts: count("kind = 'conflict' AND status = 'open' AND endedAt IS NULL"),
      forReview: row['forReview'] ?? 0,
      superseded: count(
        "layer = 'semantic' AND endedAt IS NOT NULL AND endedBy IN ('superseded', 'retracted')",
      ),
    }
  },
})
