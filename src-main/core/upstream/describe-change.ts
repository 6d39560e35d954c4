import type { ToolDefinition } from '../catalog/api.ts'

const shownCharacters = 300

/**
 * What changed in a tool, for the person who is asked about it: both descriptions, and which fields of the schemas and which hints came,
 * went or differ. The text is the server's; it is cut and kept on one line.
 */
export function describeChange(before: ToolDefinition, after: ToolDefinition): string {
  const parts: string[] = []
  if (before.description !== after.description) {
    parts.push(`Its description was "${line(before.description)}" and is now "${line(after.description)}"`)
  }
  if ((before.title ?? '') !== (after.title ?? '')) {
    parts.push(`its title was "${line(before.title ?? '')}" and is now "${line(after.title ?? '')}"`)
  }
  for (const [name, was, is] of [
    ['arguments', before.inputSchema, after.inputSchema],
    ['result', before.outputSchema, after.outputSchema],
  ] as const) {
    const changes = fields(properties(was), properties(is))
    if (changes !== '') parts.push(`${name}: ${changes}`)
    else if (JSON.stringify(was) !== JSON.stringify(is)) parts.push(`${name}: changed in detail`)
  }
  const hints = fields(before.annotations ?? {}, after.annotations ?? {})
  if (hints !== '') parts.push(`hints: ${hints}`)
  return `The server changed this tool since you last accepted it. ${parts.join('; ') || 'Only the order of its parts differs'}.`
}

function properties(schema: unknown): object {
  const found = (schema as { properties?: unknown } | undefined)?.properties
  return typeof found === 'object' && found !== null ? found : {}
}

function fields(before: object, after: object): string {
  const was = new Map(Object.entries(before).map(([key, value]) => [key, JSON.stringify(value)]))
  const is = new Map(Object.entries(after).map(([key, value]) => [key, JSON.stringify(value)]))
  const came = [...is.keys()].filter((key) => !was.has(key))
  const went = [...was.keys()].filter((key) => !is.has(key))
  const differ = [...is.keys()].filter((key) => was.has(key) && was.get(key) !== is.get(key))
  return [list('new', came), list('gone', went), list('changed', differ)]
    .filter((text) => text !== '')
    .join(', ')
}

function list(word: string, names: string[]): string {
  if (names.length === 0) return ''
  const shown = names.slice(0, 8).map((name) => line(name, 40))
  return `${word} ${shown.join(' ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`
}

function line(text: string, most = shownCharacters): string {
  const flat = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  return flat.length > most ? `${flat.slice(0, most)}…` : flat
}
