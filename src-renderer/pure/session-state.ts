/** A variable of a session, for reading. */
export interface StateVariable {
  name: string
  /** What it is: `string`, `array of 3`, `Map of 2`, … */
  type: string
  /** As JSON-like text. */
  text: string
}

/** Deepest nesting and most items of one level that are written out. */
const maxDepth = 6
const maxItems = 200

/**
 * Reads the stored text of a session's variables (the format is described at `encodeState` of the sandbox's guest): nodes of
 * which the first is the root, references by index. What is not that format gives nothing.
 */
export function readState(text: string): StateVariable[] {
  let nodes: unknown
  try {
    const parsed: unknown = JSON.parse(text)
    nodes = typeof parsed === 'object' && parsed !== null && 'n' in parsed ? parsed.n : undefined
  } catch {
    return []
  }
  if (!Array.isArray(nodes)) return []
  const list: unknown[] = nodes
  const root = list[0]
  if (!Array.isArray(root) || (root[0] !== 'o' && root[0] !== 'p')) return []
  return pairs(root).map(([name, reference]) => ({
    name: String(name),
    type: typeOf(list, reference),
    text: JSON.stringify(show(list, reference, 0, []), null, 2) ?? 'undefined',
  }))
}

/** Keys and references of an object node or map node. */
function pairs(node: readonly unknown[]): [unknown, unknown][] {
  const found: [unknown, unknown][] = []
  for (let at = 1; at + 1 < node.length; at += 2) found.push([node[at], node[at + 1]])
  return found
}

function nodeAt(nodes: readonly unknown[], reference: unknown): unknown {
  return typeof reference === 'number' ? nodes[reference] : undefined
}

function typeOf(nodes: readonly unknown[], reference: unknown): string {
  const node = nodeAt(nodes, reference)
  if (!Array.isArray(node)) return node === null ? 'null' : typeof node
  const size = node.length - 1
  switch (node[0]) {
    case 'o':
    case 'p':
      return `object of ${size / 2}`
    case 'a':
      return `array of ${size}`
    case 'm':
      return `Map of ${size / 2}`
    case 's':
      return `Set of ${size}`
    case 'd':
      return 'Date'
    case 'n':
      return 'bigint'
    case 'f':
      return 'number'
    case 'r':
      return 'RegExp'
    case 'e':
      return 'Error'
    case 'b':
      return String(node[1] ?? 'bytes')
    default:
      return 'undefined'
  }
}

function show(
  nodes: readonly unknown[],
  reference: unknown,
  depth: number,
  path: readonly unknown[],
): unknown {
  const node = nodeAt(nodes, reference)
  if (!Array.isArray(node)) return node
  if (path.includes(reference)) return '(the same as above)'
  if (depth >= maxDepth) return '…'
  const inside = (one: unknown) => show(nodes, one, depth + 1, [...path, reference])
  const rest = node.slice(1, maxItems + 1)
  switch (node[0]) {
    case 'o':
    case 'p':
      return Object.fromEntries(
        pairs(node)
          .slice(0, maxItems)
          .map(([key, one]) => [String(key), inside(one)]),
      )
    case 'm':
      return pairs(node)
        .slice(0, maxItems)
        .map(([key, one]) => [inside(key), inside(one)])
    case 'a':
    case 's':
      return rest.map((one) => (one === -1 ? null : inside(one)))
    case 'd':
      return typeof node[1] === 'number' ? new Date(node[1]).toISOString() : 'Invalid Date'
    case 'n':
      return `${String(node[1])}n`
    case 'b':
      return `(${String(node[1])})`
    default:
      return rest.map(String).join(' ')
  }
}
