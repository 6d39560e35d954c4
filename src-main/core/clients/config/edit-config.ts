import { applyEdits, modify, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser'
import { AthenaError } from '../../../contract/errors.ts'

/** How a server is entered in a client's configuration. */
export interface ServerEntry {
  type?: 'stdio'
  command: string
  args: string[]
  env: Record<string, string>
}

/** The name under which Athena enters itself. */
export const entryName = 'athena'

/** What a configuration file holds. */
export interface ReadConfig {
  /** Names of all servers, Athena's included. */
  servers: string[]
  /** Athena's own entry as it is there. */
  own?: unknown
}

/**
 * Reads the servers of a configuration text. An empty text is an empty configuration; comments and trailing commas are
 * fine, as the clients' own editors leave them.
 *
 * @throws CONFLICT with line and column when the text is not JSON, or not an object where one must be.
 */
export function readConfig(text: string, section: string, where: string): ReadConfig {
  const servers = sectionNode(text, section, where)
  const names: string[] = []
  let own: unknown
  for (const property of servers?.children ?? []) {
    const [key, value] = property.children ?? []
    if (key === undefined) continue
    names.push(String(key.value))
    if (key.value === entryName && value !== undefined) own = toValue(value)
  }
  return own === undefined ? { servers: names } : { servers: names, own }
}

/** The text with Athena's entry added or replaced; everything else stays byte for byte. */
export function withEntry(text: string, section: string, entry: ServerEntry, where: string): string {
  sectionNode(text, section, where)
  const base = text.trim() === '' ? '{}' : text
  const result = applyEdits(
    base,
    modify(base, [section, entryName], entry, { formattingOptions: formatOf(text) }),
  )
  return text.trim() === '' ? `${result}\n` : result
}

/** The text without Athena's entry; everything else stays byte for byte. */
export function withoutEntry(text: string, section: string, where: string): string {
  if (readConfig(text, section, where).own === undefined) return text
  return applyEdits(
    text,
    modify(text, [section, entryName], undefined, { formattingOptions: formatOf(text) }),
  )
}

function sectionNode(text: string, section: string, where: string): Node | undefined {
  const body = text.replace(/^\uFEFF/, ' ')
  if (body.trim() === '') return undefined
  const errors: ParseError[] = []
  const root = parseTree(body, errors, { allowTrailingComma: true })
  const [first] = errors
  if (root === undefined || first !== undefined) {
    throw new AthenaError(
      'CONFLICT',
      `${where} is not valid JSON${place(body, first)}. It was not changed: correct it there, then try again.`,
    )
  }
  if (root.type !== 'object') {
    throw new AthenaError('CONFLICT', `${where} holds no JSON object. It was not changed.`)
  }
  const property = root.children?.find((entry) => entry.children?.[0]?.value === section)
  const value = property?.children?.[1]
  if (value !== undefined && value.type !== 'object') {
    throw new AthenaError('CONFLICT', `"${section}" in ${where} is not an object. It was not changed.`)
  }
  return value
}

function place(text: string, error: ParseError | undefined): string {
  if (error === undefined) return ''
  const before = text.slice(0, error.offset).split('\n')
  return ` (${printParseErrorCode(error.error)} at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1})`
}

function toValue(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(toValue)
  if (node.type !== 'object') return node.value as unknown
  const entries = (node.children ?? []).map(({ children }) => [
    String(children?.[0]?.value),
    children?.[1] ? toValue(children[1]) : undefined,
  ])
  return Object.fromEntries(entries) as unknown
}

/** The file's own indentation and line ends. */
export function formatOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  '
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  }
}
