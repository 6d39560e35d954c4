import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import { defineOperation } from '../operation.ts'
import { limit, readFields, shortText } from '../shared/fields.ts'
import { normalName } from '../semantic/fact.ts'
import { fold } from '../text/analyse.ts'
import { briefSchema, shortView } from '../shared/view.ts'
import { buildGraph } from './build.ts'
import { displayName, entityView } from './entity.ts'

export const spread = defineOperation({
  layer: 'graph',
  name: 'spread',
  description:
    'Recalls by association instead of words: activation starts at seeds (entities by name, or memories by id), spreads over edges, links and mentions with `decay` at each step, and is divided among the neighbours (personalised PageRank, Page et al., 1999). Gives the most activated memories of all layers, seeds excluded.',
  input: z.strictObject({
    seeds: z.array(shortText).min(1).max(50),
    steps: z.int().min(1).max(10).default(3),
    decay: z.number().min(0.05).max(0.95).default(0.6).describe('Share passed on at each step.'),
    limit: limit.default(10),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.array(briefSchema.extend({ activation: z.number() })),
  positional: ['seeds'],
  readOnly: true,
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const graph = buildGraph(context, scopes, { asOf: input.asOf })
    const adjacency = new Map<string, Map<string, number>>()
    const rows = new Map<string, MemoryRow>()
    const connect = (a: string, b: string, weight: number): void => {
      for (const [x, y] of [
        [a, b],
        [b, a],
      ] as const) {
        let list = adjacency.get(x)
        if (!list) adjacency.set(x, (list = new Map()))
        list.set(y, (list.get(y) ?? 0) + weight)
      }
    }
    const byName = new Map<string, string>()
    graph.forEachNode((id, { row }) => {
      rows.set(id, row)
      const view = entityView(row)
      for (const one of [view.name, ...view.aliases]) byName.set(normalName(one), id)
    })
    graph.forEachEdge((_edge, { weight }, source, target) => connect(source, target, weight))
    // Other memories hang on the entities they name and on what they are linked with.
    const filter = context.retrieval.where({ scopes, asOf: input.asOf })
    const others = context.store.select(
      `${filter.sql} AND m.layer <> 'graph' AND m.kind NOT IN ('run', 'proposal', 'conflict', 'cycle', 'judgement')`,
      filter.parameters,
      'ORDER BY m.seq DESC LIMIT 20000',
    )
    const names = [...byName].filter(([one]) => one.length > 2)
    for (const row of others) {
      rows.set(row.id, row)
      const text = ` ${fold(row.content).replace(/[^\p{L}\p{N}]+/gu, ' ')} `
      for (const [one, id] of names) if (text.includes(` ${one} `)) connect(row.id, id, 1)
    }
    for (const link of context.store.links('1 = 1', [])) {
      if (rows.has(link.fromId) && rows.has(link.toId)) connect(link.fromId, link.toId, 1)
    }
    const seeds = [
      ...new Set(
        input.seeds
          .map((seed) => (rows.has(seed) ? seed : byName.get(normalName(seed))))
          .filter((one) => one !== undefined),
      ),
    ]
    if (seeds.length === 0) return []
    let level = new Map(seeds.map((id) => [id, 1 / seeds.length]))
    const total = new Map<string, number>()
    for (let step = 0; step < input.steps; step++) {
      const next = new Map<string, number>()
      for (const [id, amount] of level) {
        const list = adjacency.get(id)
        if (!list) continue
        let sum = 0
        for (const weight of list.values()) sum += weight
        for (const [other, weight] of list) {
          const passed = (amount * input.decay * weight) / sum
          if (passed > 1e-6) next.set(other, (next.get(other) ?? 0) + passed)
        }
      }
      for (const [id, amount] of next) total.set(id, (total.get(id) ?? 0) + amount)
      level = next
    }
    return [...total]
      .filter(([id]) => !seeds.includes(id))
      .toSorted((a, b) => b[1] - a[1])
      .slice(0, input.limit)
      .flatMap(([id, activation]) => {
        const row = rows.get(id)
        if (!row) return []
        const view = shortView(row)
        return [
          {
            ...view,
            content: row.kind === 'entity' ? displayName(row) : view.content,
            activation: Math.round(activation * 10_000) / 10_000,
          },
        ]
      })
  },
})
