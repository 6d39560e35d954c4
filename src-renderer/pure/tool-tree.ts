import type { ServerRow } from '../../src-main/contract/methods.ts'

type ToolRow = ServerRow['tools'][number]

/** A visible row of the tool tree: a server, or a tool under it. */
export type TreeRow =
  | { kind: 'server'; id: string; server: ServerRow; expanded: boolean; position: number; siblings: number }
  | { kind: 'tool'; id: string; server: ServerRow; tool: ToolRow; position: number; siblings: number }

/** True when all words are in the tool's names or description. */
export function matchesTool(tool: ToolRow, words: readonly string[]): boolean {
  const text = `${tool.id} ${tool.name} ${tool.exportName} ${tool.description}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

/**
 * Rows of the tree. With `search`, servers without a fitting tool are left out and the others are open. With `only`
 * (hits of the host's search), just those tools, in the order of the tree.
 */
export function treeRows(
  servers: readonly ServerRow[],
  open: ReadonlySet<string>,
  search: string,
  only?: ReadonlySet<string>,
): TreeRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const filtered = words.length > 0 || only !== undefined
  const kept = servers
    .map((server) => ({
      server,
      tools: !filtered
        ? server.tools
        : server.tools.filter((tool) => (only === undefined ? matchesTool(tool, words) : only.has(tool.id))),
    }))
    .filter(
      ({ server, tools }) =>
        !filtered ||
        tools.length > 0 ||
        (only === undefined && words.every((word) => server.name.toLowerCase().includes(word))),
    )
  return kept.flatMap(({ server, tools }, index): TreeRow[] => {
    const expanded = filtered || open.has(server.name)
    const row: TreeRow = {
      kind: 'server',
      id: server.name,
      server,
      expanded,
      position: index + 1,
      siblings: kept.length,
    }
    if (!expanded) return [row]
    return [
      row,
      ...tools.map((tool, at): TreeRow => ({
        kind: 'tool',
        id: tool.id,
        server,
        tool,
        position: at + 1,
        siblings: tools.length,
      })),
    ]
  })
}

/** Model tokens of the definitions that are on, and of all. */
export function treeCost(servers: readonly ServerRow[]): { on: number; all: number; tools: number } {
  let on = 0
  let all = 0
  let tools = 0
  for (const server of servers)
    for (const tool of server.tools) {
      tools++
      all += tool.tokens
      if (tool.enabled) on += tool.tokens
    }
  return { on, all, tools }
}
