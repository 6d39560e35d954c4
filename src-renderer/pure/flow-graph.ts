/** The five columns of a flow, left to right. */
export const flowColumns = ['source', 'token', 'code', 'sink', 'outcome'] as const
export type FlowColumn = (typeof flowColumns)[number]
export type FlowOutcome = 'tool' | 'model' | 'stayed' | 'blocked'

/** One way of one value: where it was read, where it went. Missing parts were not traced. */
export interface FlowWay {
  token: string
  kind: string
  /** `server/tool` and place of the reading; absent when the code itself wrote the value, or nobody recorded it. */
  source?: { tool: string; path: string }
  /** Line of code that passed it on. */
  line?: number
  sink?: { tool: string; path: string }
  outcome: FlowOutcome
}

export interface FlowNode {
  id: string
  column: FlowColumn
  /** The two lines of text of the node; the screen words those that are not names. */
  label: string
  detail: string
  outcome?: FlowOutcome
  /** How many different tokens pass. */
  tokens: number
  /** A part of the way that no record tells. */
  untraced: boolean
  x: number
  y: number
  width: number
  height: number
}

export interface FlowEdge {
  id: string
  from: string
  to: string
  tokens: number
  blocked: boolean
  untraced: boolean
  /** SVG path. */
  path: string
}

export interface FlowGraph {
  nodes: FlowNode[]
  edges: FlowEdge[]
  width: number
  height: number
  /** Ids of nodes and edges that lie on a way with another one: for lighting whole paths. */
  related: ReadonlyMap<string, ReadonlySet<string>>
}

const nodeHeight = 36
const rowGap = 8
const columnGap = 36
/** Shares of the width: fields have longer names than lines. */
const columnShares = [1.35, 1.05, 0.7, 1.35, 1.05]
/** Nodes drawn in a column; the rest is summed up in one more. */
const mostNodes = 9

/** `/messages/12/from` as the field it is one of: `messages[].from`. */
export function fieldPattern(pointer: string): string {
  if (!pointer.startsWith('/')) return pointer
  let out = ''
  for (const part of pointer.slice(1).split('/')) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (/^\d+$/.test(name)) out += '[]'
    else out += out === '' ? name : `.${name}`
  }
  return out
}

interface Stop {
  key: string
  label: string
  detail: string
  untraced: boolean
  outcome?: FlowOutcome
}

function stopsOf(way: FlowWay, byKind: boolean): Stop[] {
  const source: Stop =
    way.source === undefined
      ? { key: '?', label: '', detail: '', untraced: true }
      : {
          key: `${way.source.tool} ${fieldPattern(way.source.path)}`,
          label: way.source.tool,
          detail: fieldPattern(way.source.path),
          untraced: false,
        }
  const token: Stop = byKind
    ? { key: way.kind, label: way.kind, detail: '', untraced: false }
    : { key: way.token, label: way.token, detail: way.kind, untraced: false }
  const code: Stop =
    way.outcome === 'stayed'
      ? { key: 'none', label: 'none', detail: '', untraced: false }
      : way.line === undefined
        ? way.outcome === 'model'
          ? { key: 'return', label: 'return', detail: '', untraced: false }
          : { key: '?', label: '', detail: '', untraced: true }
        : { key: String(way.line), label: String(way.line), detail: '', untraced: false }
  const sink: Stop =
    way.sink === undefined
      ? { key: way.outcome, label: '', detail: '', untraced: false, outcome: way.outcome }
      : {
          key: `${way.sink.tool} ${fieldPattern(way.sink.path)}`,
          label: way.sink.tool,
          detail: fieldPattern(way.sink.path),
          untraced: false,
        }
  const server = way.sink?.tool.split('/')[0] ?? ''
  const outcome: Stop = {
    key: `${way.outcome} ${way.outcome === 'tool' ? server : ''}`,
    label: way.outcome === 'tool' ? server : '',
    detail: '',
    untraced: false,
    outcome: way.outcome,
  }
  return [source, token, code, sink, outcome]
}

interface Building {
  stop: Stop
  column: number
  tokens: Set<string>
  order: number
  /** Place in its column, from 0. */
  row: number
}

/**
 * The graph of many ways, laid out without chance: columns of fixed width, nodes in order of first appearance, then once by the mean place of what leads to
 * them. `byKind` draws a kind as one node instead of each token.
 */
export function flowGraph(ways: readonly FlowWay[], byKind: boolean, width: number): FlowGraph {
  const nodes = new Map<string, Building>()
  const links = new Map<
    string,
    { from: string; to: string; tokens: Set<string>; blocked: boolean; untraced: boolean }
  >()
  const routes: string[][] = []
  const counts = flowColumns.map(() => new Map<string, number>())
  const stops = ways.map((way) => stopsOf(way, byKind))
  for (const route of stops)
    for (const [column, stop] of route.entries())
      counts[column]?.set(stop.key, (counts[column].get(stop.key) ?? 0) + 1)
  const kept = counts.map((count) =>
    count.size <= mostNodes
      ? undefined
      : new Set(
          [...count]
            .sort((a, b) => b[1] - a[1])
            .slice(0, mostNodes - 1)
            .map(([key]) => key),
        ),
  )
  for (const [index, route] of stops.entries()) {
    const way = ways[index]
    if (way === undefined) continue
    let before: string | undefined
    const ids: string[] = []
    for (const [column, stop] of route.entries()) {
      const other = kept[column] !== undefined && !kept[column].has(stop.key)
      const key = other ? '…' : stop.key
      const id = `${column}:${key}`
      let node = nodes.get(id)
      if (node === undefined) {
        const shown: Stop = other
          ? { key, label: '…', detail: String((counts[column]?.size ?? 0) - mostNodes + 1), untraced: false }
          : stop
        node = { stop: shown, column, tokens: new Set(), order: nodes.size, row: 0 }
        nodes.set(id, node)
      }
      node.tokens.add(way.token)
      ids.push(id)
      if (before !== undefined) {
        const link = `${before}>${id}`
        const blocked = way.outcome === 'blocked' && column >= 3
        const known = links.get(link) ?? {
          from: before,
          to: id,
          tokens: new Set<string>(),
          blocked: true,
          untraced: false,
        }
        known.tokens.add(way.token)
        known.blocked &&= blocked
        known.untraced ||= stop.untraced || (route[column - 1]?.untraced ?? false)
        links.set(link, known)
        ids.push(link)
      }
      before = id
    }
    routes.push(ids)
  }
  placeRows(nodes, links)
  const share =
    (width - columnGap * (flowColumns.length - 1)) / columnShares.reduce((sum, one) => sum + one, 0)
  const widths = columnShares.map((one) => one * share)
  const lefts = widths.map((_, column) =>
    widths.slice(0, column).reduce((sum, one) => sum + one + columnGap, 0),
  )
  const placed = [...nodes].map(([id, node]): FlowNode => ({
    id,
    column: flowColumns[node.column] ?? 'source',
    label: node.stop.label,
    detail: node.stop.detail,
    ...(node.stop.outcome === undefined ? {} : { outcome: node.stop.outcome }),
    tokens: node.tokens.size,
    untraced: node.stop.untraced,
    x: lefts[node.column] ?? 0,
    y: node.row * (nodeHeight + rowGap),
    width: widths[node.column] ?? share,
    height: nodeHeight,
  }))
  const byId = new Map(placed.map((node) => [node.id, node]))
  const edges = [...links].flatMap(([id, link]): FlowEdge[] => {
    const from = byId.get(link.from)
    const to = byId.get(link.to)
    if (from === undefined || to === undefined) return []
    return [
      {
        id,
        from: link.from,
        to: link.to,
        tokens: link.tokens.size,
        blocked: link.blocked,
        untraced: link.untraced,
        path: curve(from.x + from.width, from.y + from.height / 2, to.x, to.y + to.height / 2),
      },
    ]
  })
  return {
    nodes: placed,
    edges,
    width,
    height: Math.max(nodeHeight, ...placed.map((node) => node.y + node.height)),
    related: relatedOf(routes),
  }
}

function placeRows(
  nodes: ReadonlyMap<string, Building>,
  links: ReadonlyMap<string, { from: string; to: string }>,
): void {
  for (let column = 0; column < flowColumns.length; column++) {
    const here = [...nodes].filter(([, node]) => node.column === column)
    const mean = new Map<string, number>()
    for (const [id] of here) {
      const rows = [...links.values()].flatMap((link) =>
        link.to === id ? [nodes.get(link.from)?.row ?? 0] : [],
      )
      mean.set(id, rows.length === 0 ? 0 : rows.reduce((sum, row) => sum + row, 0) / rows.length)
    }
    here
      .sort(([a, one], [b, other]) => (mean.get(a) ?? 0) - (mean.get(b) ?? 0) || one.order - other.order)
      .forEach(([, node], row) => {
        node.row = row
      })
  }
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const middle = (x1 + x2) / 2
  const n = (value: number) => value.toFixed(1)
  return `M${n(x1)} ${n(y1)}C${n(middle)} ${n(y1)} ${n(middle)} ${n(y2)} ${n(x2)} ${n(y2)}`
}

function relatedOf(routes: readonly string[][]): Map<string, Set<string>> {
  const related = new Map<string, Set<string>>()
  for (const ids of routes)
    for (const id of ids) {
      const known = related.get(id) ?? new Set<string>()
      for (const one of ids) known.add(one)
      related.set(id, known)
    }
  return related
}
