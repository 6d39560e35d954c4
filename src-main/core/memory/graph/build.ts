import Graph from 'graphology'
import type { MemoryRow } from '../database/rows.ts'
import type { MemoryContext } from '../operation.ts'
import { displayName } from './entity.ts'
import { edgesOf } from './relation.ts'

/** Largest graph that is built in memory at once. */
const maximumEdges = 200_000

export interface GraphOptions {
  validAt?: number | undefined
  asOf?: number | undefined
  predicates?: readonly string[] | undefined
}

/** The current entities and edges of scopes as a graph: nodes by id with `row` and `name`, undirected multi-edges with `row` and `weight`. */
export function buildGraph(
  context: MemoryContext,
  scopes: readonly string[],
  options: GraphOptions = {},
): Graph<{ name: string; row: MemoryRow }, { weight: number; row: MemoryRow }> {
  const graph = new Graph<{ name: string; row: MemoryRow }, { weight: number; row: MemoryRow }>({
    multi: true,
    type: 'undirected',
  })
  const filter = context.retrieval.where({
    scopes,
    layers: ['graph'],
    kinds: ['entity'],
    asOf: options.asOf,
    cold: true,
  })
  for (const row of context.store.select(filter.sql, filter.parameters))
    graph.addNode(row.id, { name: displayName(row), row })
  for (const row of edgesOf(context, scopes, options).slice(0, maximumEdges)) {
    const { subject, object } = row
    if (subject === null || object === null || !graph.hasNode(subject) || !graph.hasNode(object)) continue
    const weight = typeof row.data['weight'] === 'number' ? row.data['weight'] : 1
    graph.addEdgeWithKey(row.id, subject, object, { weight: weight * row.confidence, row })
  }
  return graph
}
