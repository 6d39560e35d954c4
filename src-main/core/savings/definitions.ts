import type { Catalog } from '../catalog/api.ts'
import { countModelTokens } from './tokens.ts'

/** Tokens by declaration: counting is slow beside building the tree, and definitions rarely change. */
const counted = new Map<string, number>()

/** Model tokens of one tool's TypeScript declaration. */
export function definitionTokens(tool: string, catalog: Catalog): number {
  const declaration = catalog.declaration(tool)
  const known = counted.get(declaration)
  if (known !== undefined) return known
  const tokens = countModelTokens(declaration)
  counted.set(declaration, tokens)
  return tokens
}

/** Model tokens of every tool in the tree: what a client would load that takes all definitions into its context. */
export function grossDefinitionTokens(catalog: Catalog): number {
  let sum = 0
  for (const server of catalog.servers())
    for (const tool of server.tools) sum += definitionTokens(tool.id, catalog)
  return sum
}
