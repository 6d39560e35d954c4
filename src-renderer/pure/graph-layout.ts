/** A connection between two things, by name. */
export interface GraphEdge {
  id: string
  from: string
  to: string
  label: string
}

/** A thing with its place; the drawing is about `size` wide and high, around its middle. */
export interface GraphNode {
  id: string
  name: string
  degree: number
  x: number
  y: number
}

/**
 * Places of a graph by springs and repulsion (Fruchterman and Reingold, 1991), from a start on a golden-angle spiral in order
 * of degree and then id: the same graph always lies the same. `rounds` steps of n² work; meant for some hundred nodes.
 */
export function layoutGraph(
  names: ReadonlyMap<string, string>,
  edges: readonly GraphEdge[],
  size = 1000,
  rounds = 120,
): GraphNode[] {
  const degree = new Map<string, number>([...names.keys()].map((id) => [id, 0]))
  for (const edge of edges)
    for (const end of [edge.from, edge.to]) degree.set(end, (degree.get(end) ?? 0) + 1)
  const order = [...names.keys()].toSorted(
    (a, b) => (degree.get(b) ?? 0) - (degree.get(a) ?? 0) || (a < b ? -1 : 1),
  )
  const nodes = order.map((id, index): GraphNode => {
    const far = (size / 2.2) * Math.sqrt((index + 0.5) / Math.max(1, order.length))
    const angle = index * Math.PI * (3 - Math.sqrt(5))
    return {
      id,
      name: names.get(id) ?? id,
      degree: degree.get(id) ?? 0,
      x: far * Math.cos(angle),
      y: far * Math.sin(angle),
    }
  })
  const at = new Map(nodes.map((node, index) => [node.id, index]))
  const ideal = size / Math.sqrt(Math.max(1, nodes.length)) / 1.6
  for (let round = 0; round < rounds; round++) {
    const moves = nodes.map(() => ({ x: 0, y: 0 }))
    const push = (a: number, b: number, force: (distance: number) => number) => {
      const one = nodes[a]
      const two = nodes[b]
      const moveA = moves[a]
      const moveB = moves[b]
      if (one === undefined || two === undefined || moveA === undefined || moveB === undefined) return
      const x = one.x - two.x || (a - b) * 0.01
      const y = one.y - two.y || (b - a) * 0.01
      const distance = Math.max(1, Math.hypot(x, y))
      const by = force(distance) / distance
      moveA.x += x * by
      moveA.y += y * by
      moveB.x -= x * by
      moveB.y -= y * by
    }
    for (let a = 0; a < nodes.length; a++)
      for (let b = a + 1; b < nodes.length; b++) push(a, b, (distance) => (ideal * ideal) / distance)
    for (const edge of edges) {
      const from = at.get(edge.from)
      const to = at.get(edge.to)
      if (from !== undefined && to !== undefined && from !== to)
        push(from, to, (distance) => -(distance * distance) / ideal)
    }
    const most = (size / 8) * (1 - round / rounds)
    for (const [index, node] of nodes.entries()) {
      const move = moves[index]
      if (move === undefined) continue
      // A pull to the middle keeps what is not connected in view.
      move.x -= node.x * 0.6
      move.y -= node.y * 0.6
      const length = Math.max(1, Math.hypot(move.x, move.y))
      node.x += (move.x / length) * Math.min(length, most)
      node.y += (move.y / length) * Math.min(length, most)
    }
  }
  // Screens are wider than high: the longer way of the drawing lies across.
  const extent = (axis: 'x' | 'y') =>
    Math.max(...nodes.map((node) => node[axis])) - Math.min(...nodes.map((node) => node[axis]))
  return nodes.length > 1 && extent('y') > extent('x')
    ? nodes.map((node) => ({ ...node, x: node.y, y: node.x }))
    : nodes
}
