import louvain from 'graphology-communities-louvain'
import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { limit, readFields, time } from '../shared/fields.ts'
import { buildGraph } from './build.ts'

export const getCommunities = defineOperation({
  layer: 'graph',
  name: 'get_communities',
  description:
    'Groups entities that belong together (Louvain modularity, Blondel et al., 2008; the same graph always gives the same groups), with the most connected member and those that bridge to other groups. A higher `resolution` gives more, smaller groups.',
  input: z.strictObject({
    resolution: z.number().min(0.1).max(10).default(1),
    minSize: z.int().min(1).default(2),
    validAt: time.optional(),
    limit: limit.default(50),
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.object({
    communities: z.array(
      z.object({
        label: z.string().describe('Names of the most connected members.'),
        members: z.array(z.object({ id: z.string(), name: z.string() })),
        central: z.string(),
        bridges: z.array(z.string()),
        predicates: z.array(z.string()).describe('Most frequent predicates inside.'),
      }),
    ),
    modularity: z.number(),
  }),
  positional: ['resolution'],
  readOnly: true,
  handler(context, input) {
    const graph = buildGraph(context, context.readScopes(input.scope), {
      validAt: input.validAt,
      asOf: input.asOf,
    })
    if (graph.size === 0) return { communities: [], modularity: 0 }
    const result = louvain.detailed(graph, {
      resolution: input.resolution,
      getEdgeWeight: 'weight',
      randomWalk: false,
      rng: () => 0.5,
    })
    const groups = Map.groupBy(Object.entries(result.communities), ([, community]) => community)
    const communities = [...groups.values()]
      .map((entries) => {
        const ids = new Set(entries.map(([id]) => id))
        const byDegree = [...ids].toSorted((a, b) => graph.degree(b) - graph.degree(a) || (a < b ? -1 : 1))
        const predicates = new Map<string, number>()
        const bridges = new Set<string>()
        for (const id of ids) {
          graph.forEachEdge(id, (edge, { row }) => {
            if (ids.has(graph.opposite(id, edge)))
              predicates.set(row.predicate ?? '', (predicates.get(row.predicate ?? '') ?? 0) + 1)
            else bridges.add(id)
          })
        }
        const nameOf = (id: string): string => graph.getNodeAttribute(id, 'name')
        return {
          label: byDegree.slice(0, 3).map(nameOf).join(', '),
          members: byDegree.map((id) => ({ id, name: nameOf(id) })),
          central: byDegree[0] ?? '',
          bridges: [...bridges].toSorted(),
          predicates: [...predicates]
            .toSorted((a, b) => b[1] - a[1])
            .slice(0, 5)
            .map(([one]) => one),
        }
      })
      .filter((one) => one.members.length >= input.minSize)
      .toSorted((a, b) => b.members.length - a.members.length)
      .slice(0, input.limit)
    return { communities, modularity: Math.round(result.modularity * 1000) / 1000 }
  },
})
