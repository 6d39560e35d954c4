import type { JsonSchema } from '../../contract/json.ts'

const key = 'x-mcp-header'
/** A header name (RFC 9110, `token`). */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
const types = new Set(['string', 'integer', 'boolean'])

/**
 * Why a tool's `x-mcp-header` marks (arguments repeated in HTTP headers) break the rules of MCP 2026-07-28, or undefined when they are
 * fine: only on string, integer or boolean properties that a chain of `properties` reaches, named by a header token, each name once
 * whatever its case. A client over HTTP must leave such a tool out.
 */
export function mirroredHeaderFault(schema: JsonSchema): string | undefined {
  const names = new Set<string>()
  return visit(schema, '', true, names, 0)
}

function visit(
  node: unknown,
  path: string,
  reachable: boolean,
  names: Set<string>,
  depth: number,
): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  if (depth > 64) return `${path}: nested too deep`
  if (Array.isArray(node)) return first(node, (item) => visit(item, path, false, names, depth + 1))
  const schema = node as Record<string, unknown>
  const mark = schema[key]
  if (mark !== undefined) {
    if (!reachable || path === '') return `${path || 'the schema itself'}: not a plain property`
    if (typeof mark !== 'string' || !token.test(mark)) return `${path}: not the name of a header`
    if (typeof schema['type'] !== 'string' || !types.has(schema['type'])) {
      return `${path}: only strings, integers and booleans can be repeated in a header`
    }
    if (names.has(mark.toLowerCase())) return `${path}: the header ${mark} is used twice`
    names.add(mark.toLowerCase())
  }
  return first(Object.entries(schema), ([name, child]) => {
    if (name === 'properties' && typeof child === 'object' && child !== null) {
      return first(Object.entries(child), ([property, value]) =>
        visit(value, path === '' ? property : `${path}.${property}`, reachable, names, depth + 1),
      )
    }
    // Data, not schemas.
    if (['default', 'const', 'enum', 'examples'].includes(name)) return undefined
    return visit(child, `${path}.<${name}>`, false, names, depth + 1)
  })
}

function first<T>(items: readonly T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item)
    if (found !== undefined) return found
  }
  return undefined
}
