import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { name, readFields, time } from '../shared/fields.ts'
import { buildGraph } from './build.ts'
import { needEntity } from './entity.ts'
import { relationSchema, relationView } from './relation.ts'

export const path = defineOperation({
  layer: 'graph',
  name: 'path',
  description:
    'Finds the most plausible connections between two entities: chains of edges, each with its evidence. Plausibility is the product over hops of weight × confidence (at most 1), halved for passing through very connected entities. Simple paths only, best first.',
  input: z.strictObject({
    from: name,
    to: name,
    maxHops: z.int().min(1).max(6).default(4),
    limit: z.int().min(1).max(50).default(3),
    maxTokens: readFields.maxTokens,
    predicates: z.array(name).min(1).optional(),
    validAt: time.optional(),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.array(
    z.object({
      entities: z.array(z.object({ id: z.string(), name: z.string() })),
      hops: z.array(relationSchema),
      plausibility: z.number(),
    }),
  ),
  positional: ['from', 'to'],
  listOf: '',
  readOnly: true,
  handler(context, input) {
    const graph = buildGraph(context, context.readScopes(input.scope), input)
    const [from, to] = [needEntity(context, input.from, input).id, needEntity(context, input.to, input).id]
    if (!graph.hasNode(from) || !graph.hasNode(to)) return []
    interface Partial {
      nodes: string[]
      edges: string[]
      plausibility: number
    }
    const found: Partial[] = []
    // Best first: plausibility never grows, so the first paths that arrive are the best.
    let open: Partial[] = [{ nodes: [from], edges: [], plausibility: 1 }]
    for (let steps = 0; open.length > 0 && found.length < input.limit && steps < 50_000; steps++) {
      let best = 0
      for (let i = 1; i < open.length; i++)
        if ((open[i]?.plausibility ?? 0) > (open[best]?.plausibility ?? 0)) best = i
      const [current] = open.splice(best, 1)
      if (!current) break
      const last = current.nodes.at(-1) ?? from
      if (last === to) {
        found.push(current)
        continue
      }
      if (current.edges.length >= input.maxHops) continue
      const hub = last !== from && graph.degree(last) > 50 ? 0.5 : 1
      graph.forEachEdge(last, (edge, attributes) => {
        const other = graph.opposite(last, edge)
        if (current.nodes.includes(other)) return
        // A hop costs a tenth, so that of equal weights the shorter path wins.
        const plausibility = current.plausibility * Math.min(1, attributes.weight) * hub * 0.9
        open.push({ nodes: [...current.nodes, other], edges: [...current.edges, edge], plausibility })
      })
      if (open.length > 20_000)
        open = open.toSorted((a, b) => b.plausibility - a.plausibility).slice(0, 10_000)
    }
    return found.map((one) => ({
      entities: one.nodes.map((id) => ({ id, name: graph.getNodeAttribute(id, 'name') })),
      hops: one.edges.map((edge) => relationView(context, graph.getEdgeAttribute(edge, 'row'))),
      plausibility: Math.round(one.plausibility * 10_000) / 10_000,
    }))
  },
})
