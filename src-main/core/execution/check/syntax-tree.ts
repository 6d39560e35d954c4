/** A node of the ESTree that oxc-parser gives: enough of it for a walk by `type`. */
export interface Node {
  type: string
  start: number
  end: number
  [key: string]: unknown
}

/** True for a syntax node. */
export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
}

/** The nodes of a list property. */
export function nodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** Nodes directly below a node, in the order of the text. */
export function childrenOf(node: Node): Node[] {
  const found: Node[] = []
  for (const key in node) {
    if (key === 'parent') continue
    const value = node[key]
    if (Array.isArray(value)) found.push(...value.filter(isNode))
    else if (isNode(value)) found.push(value)
  }
  return found
}

/** Visits a tree, parents first, without recursion; `visit` gets the ancestors, nearest first, and answers false to skip what is below. */
export function walk(root: Node, visit: (node: Node, parents: Ancestors) => boolean | void): void {
  const stack: { node: Node; parents: Ancestors }[] = [{ node: root, parents: undefined }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (visit(next.node, next.parents) === false) continue
    const parents: Ancestors = { node: next.node, up: next.parents }
    const children = childrenOf(next.node)
    for (let index = children.length - 1; index >= 0; index--) {
      const node = children[index]
      if (node) stack.push({ node, parents })
    }
  }
}

/** The way from a node to the root. */
export type Ancestors = { node: Node; up: Ancestors } | undefined

/** The name of an identifier, or an empty string. */
export function nameOf(node: unknown): string {
  return isNode(node) && node.type === 'Identifier' ? String(node['name']) : ''
}

/** The text of a string literal or of a template without holes. */
export function textOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal' && typeof node['value'] === 'string') return node['value']
  if (node.type !== 'TemplateLiteral' || nodes(node['expressions']).length > 0) return undefined
  const [quasi] = nodes(node['quasis'])
  const value = quasi?.['value'] as { cooked?: unknown } | undefined
  return typeof value?.cooked === 'string' ? value.cooked : undefined
}

/** The expression without parentheses, `as`, `satisfies` and `!`. */
export function bare(node: unknown): Node | undefined {
  let current = isNode(node) ? node : undefined
  while (current && /^(Parenthesized|TSAs|TSSatisfies|TSNonNull|TSTypeAssertion|Chain)/.test(current.type)) {
    current = isNode(current['expression']) ? current['expression'] : undefined
  }
  return current
}

/** Names that a pattern binds. */
export function boundNames(pattern: unknown): string[] {
  if (!isNode(pattern)) return []
  switch (pattern.type) {
    case 'Identifier':
      return [nameOf(pattern)]
    case 'ObjectPattern':
      return nodes(pattern['properties']).flatMap((property) =>
        boundNames(property.type === 'RestElement' ? property['argument'] : property['value']),
      )
    case 'ArrayPattern':
      return nodes(pattern['elements']).flatMap((element) => boundNames(element))
    case 'AssignmentPattern':
      return boundNames(pattern['left'])
    case 'RestElement':
      return boundNames(pattern['argument'])
    case 'TSParameterProperty':
      return boundNames(pattern['parameter'])
    default:
      return []
  }
}

/** Answers 1-based line and column of an offset. */
export function createLocator(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}
