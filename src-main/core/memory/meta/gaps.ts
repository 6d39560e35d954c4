import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, readFields, shortText } from '../shared/fields.ts'
import { shortView } from '../shared/view.ts'
import { day, iso } from '../shared/time.ts'

export const gaps = defineOperation({
  layer: 'meta',
  name: 'gaps',
  description:
    'Tells what this memory lacks: questions that were asked and found nothing (or little), names that are mentioned often without a fact about them, and beliefs that nobody confirmed for long.',
  input: z.strictObject({
    topic: shortText.optional().describe('Only gaps that share a word with this.'),
    staleDays: z.int().min(1).max(36_500).default(180),
    limit: limit.default(20).describe('Of each kind.'),
    scope: readFields.scope,
  }),
  output: z.object({
    unanswered: z.array(
      z.object({
        query: z.string(),
        asked: z.number(),
        lastAt: z.string(),
        bestScore: z.number().optional(),
      }),
    ),
    thin: z.array(z.object({ name: z.string(), mentions: z.number(), facts: z.number() })),
    stale: z.array(z.object({ id: z.string(), content: z.string(), since: z.string() })),
  }),
  positional: ['topic'],
  readOnly: true,
  handler(context, input) {
    context.retrieval.flush()
    const { store, retrieval } = context
    const scopes = context.readScopes(input.scope)
    const topic = input.topic === undefined ? undefined : new Set(retrieval.parse(input.topic).terms.keys())
    const fits = (text: string): boolean =>
      topic === undefined || [...retrieval.parse(text).terms.keys()].some((term) => topic.has(term))
    const asked = store.database
      .prepare(
        `SELECT query, count(*) AS asked, max(at) AS lastAt, max(best) AS best, max(scope) AS scope FROM recalls
         WHERE query IS NOT NULL GROUP BY query COLLATE NOCASE HAVING best IS NULL OR best < 0.45 ORDER BY asked DESC, lastAt DESC LIMIT 1000`,
      )
      .all() as { query: string; asked: number; lastAt: number; best: number | null; scope: string }[]
    const unanswered = asked
      .filter((one) => one.scope.split(' ').some((scope) => scopes.includes(scope)) && fits(one.query))
      .slice(0, input.limit)
      .map((one) => ({
        query: one.query,
        asked: one.asked,
        lastAt: iso(one.lastAt),
        ...(one.best !== null && { bestScore: Math.round(one.best * 1000) / 1000 }),
      }))
    const { sql, parameters } = retrieval.where({ scopes, layers: ['episodic'] })
    const mentions = new Map<string, number>()
    for (const row of store.select(sql, parameters, 'ORDER BY m.seq DESC LIMIT 5000')) {
      const names = new Set(
        [...row.content.matchAll(/(?<=[\p{Ll},;] )\p{Lu}\p{Ll}+(?: \p{Lu}\p{Ll}+)*/gu)].map(
          (match) => match[0],
        ),
      )
      if (row.speaker !== null) names.add(row.speaker)
      for (const one of names) mentions.set(one, (mentions.get(one) ?? 0) + 1)
    }
    const factCount = store.database.prepare(
      `SELECT count(*) FROM memories WHERE layer = 'semantic' AND endedAt IS NULL AND kind <> 'conflict' AND instr(lower(content), lower(?)) > 0
       AND scope IN (SELECT value FROM json_each(?))`,
    )
    const thin = [...mentions]
      .filter(([name, count]) => count >= 3 && fits(name))
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, 200)
      .map(([name, count]) => ({
        name,
        mentions: count,
        facts: factCount.pluck().get(name, JSON.stringify(scopes)) as number,
      }))
      .filter((one) => one.facts === 0)
      .slice(0, input.limit)
    const semantic = retrieval.where({ scopes, layers: ['semantic'] })
    const stale = store
      .select(
        `${semantic.sql} AND m.kind <> 'conflict' AND m.updatedAt < ?`,
        [...semantic.parameters, context.now - input.staleDays * day],
        'ORDER BY m.updatedAt LIMIT 1000',
      )
      .filter((row) => fits(row.content))
      .slice(0, input.limit)
      .map((row) => ({ id: row.id, content: shortView(row).content, since: iso(row.updatedAt) }))
    return { unanswered, thin, stale }
  },
})
