import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { name, readFields } from '../shared/fields.ts'
import { iso } from '../shared/time.ts'
import { shortView, briefSchema } from '../shared/view.ts'
import { buildGraph } from './build.ts'
import { entitySchema, entityView, needEntity } from './entity.ts'

export const analyzeEntity = defineOperation({
  layer: 'graph',
  name: 'analyze_entity',
  description:
    'Tells what role an entity plays: number of edges and rank among all, by predicate, how tightly its neighbours are connected (clustering coefficient), whether it holds groups together (its removal separates them), and the latest memories of other layers that name it.',
  input: z.strictObject({
    entity: name,
    mentions: z.int().min(0).max(100).default(5),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.object({
    entity: entitySchema,
    degree: z.number(),
    rank: z.number().describe('1 is the most connected.'),
    of: z.number(),
    predicates: z.record(z.string(), z.number()),
    clustering: z.number(),
    separates: z
      .number()
      .describe('Groups its neighbours would fall into without it; 1 when they stay connected.'),
    mentions: z.array(briefSchema),
    firstSeen: z.string().optional(),
    lastSeen: z.string().optional(),
  }),
  positional: ['entity'],
  readOnly: true,
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const row = needEntity(context, input.entity, input)
    const view = entityView(row)
    const graph = buildGraph(context, scopes, { asOf: input.asOf })
    const present = graph.hasNode(row.id)
    const degree = present ? graph.degree(row.id) : 0
    let better = 0
    graph.forEachNode((id) => {
      if (graph.degree(id) > degree) better++
    })
    const predicates: Record<string, number> = {}
    if (present) {
      graph.forEachEdge(row.id, (_edge, { row: edge }) => {
        predicates[edge.predicate ?? ''] = (predicates[edge.predicate ?? ''] ?? 0) + 1
      })
    }
    const near = present ? [...new Set(graph.neighbors(row.id))].filter((id) => id !== row.id) : []
    let connected = 0
    for (let i = 0; i < near.length; i++)
      for (let j = i + 1; j < near.length; j++) if (graph.areNeighbors(near[i], near[j])) connected++
    const pairs = (near.length * (near.length - 1)) / 2
    // Components among the neighbours when the entity is passed over.
    const left = new Set(near)
    let separates = 0
    while (left.size > 0) {
      separates++
      const queue = [...left].slice(0, 1)
      const reached = new Set(queue)
      for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
        left.delete(one)
        for (const other of graph.neighbors(one)) {
          if (other === row.id || reached.has(other)) continue
          reached.add(other)
          queue.push(other)
        }
      }
    }
    const found = context.retrieval
      .search({
        query: [view.name, ...view.aliases].join(' '),
        scopes,
        layers: ['episodic', 'semantic', 'procedural', 'prospective', 'rag'],
        limit: 200,
        now: context.now,
        asOf: input.asOf,
      })
      .map((hit) => hit.row)
      .filter((one) =>
        [view.name, ...view.aliases].some((alias) => one.content.toLowerCase().includes(alias.toLowerCase())),
      )
    const times = found.map((one) => one.occurredAt ?? one.createdAt)
    return compact({
      entity: view,
      degree,
      rank: better + 1,
      of: graph.order,
      predicates,
      clustering: pairs === 0 ? 0 : Math.round((connected / pairs) * 1000) / 1000,
      separates: Math.max(separates, 1),
      mentions: found
        .toSorted((a, b) => (b.occurredAt ?? b.createdAt) - (a.occurredAt ?? a.createdAt))
        .slice(0, input.mentions)
        .map(shortView),
      firstSeen: times.length === 0 ? undefined : iso(Math.min(...times)),
      lastSeen: times.length === 0 ? undefined : iso(Math.max(...times)),
    })
  },
})
