import { existsSync, readFileSync } from 'node:fs'
import { parse, type ParseError } from 'jsonc-parser'
import { entryName } from './edit-config.ts'
import { knownClients, type Computer } from './known-clients.ts'

/** An MCP server that one of the user's clients knows. */
export interface FoundServer {
  /** Client id, such as `claude-desktop`. */
  client: string
  clientName: string
  file: string
  /** Name in the client's file. */
  originalName: string
  /** JSON path of the object that holds the entry. */
  section: string[]
  /** Name it can have in Athena. */
  name: string
  command?: string
  args?: string[]
  cwd?: string
  /** Values may be secrets: they go from the file into the key store and nowhere else. */
  env?: Record<string, string>
  url?: string
  headers?: Record<string, string>
  /** Why it cannot be taken over as it is. */
  problem?: string
}

/**
 * The servers that the user's other clients start themselves, from their configuration files; Athena's own entry is left out. Files that
 * cannot be read count as empty. Changes nothing.
 */
export function findServers(computer: Computer): FoundServer[] {
  const found: FoundServer[] = []
  for (const client of knownClients) {
    for (const { path } of client.files(computer)) {
      const root = readJson(path)
      for (const { name, entry, section } of sections(root, client.section)) {
        if (name === entryName) continue
        found.push({
          client: client.id,
          clientName: client.name,
          file: path,
          originalName: name,
          section,
          name: treeName(name),
          ...readEntry(entry),
        })
      }
    }
  }
  return found
}

/** A name that fits the tool tree: lower case, `[a-z][a-z0-9_-]{0,63}`. */
export function treeName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .replace(/-+$/, '')
    .slice(0, 64)
  return plain === '' ? 'server' : plain
}

function readJson(path: string): unknown {
  if (!existsSync(path)) return undefined
  try {
    const errors: ParseError[] = []
    return parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true })
  } catch {
    return undefined
  }
}

/** The servers of the file itself and, as Claude Code keeps them, of each of its projects. */
function sections(root: unknown, key: string): { name: string; entry: unknown; section: string[] }[] {
  if (!isObject(root)) return []
  const projects = isObject(root['projects']) ? Object.entries(root['projects']) : []
  const seen = new Map<string, { name: string; entry: unknown; section: string[] }>()
  const parts: [string[], unknown][] = [
    [[], root],
    ...projects.map(([folder, part]): [string[], unknown] => [['projects', folder], part]),
  ]
  for (const [path, part] of parts) {
    const servers = isObject(part) ? part[key] : undefined
    if (!isObject(servers)) continue
    for (const [name, entry] of Object.entries(servers))
      if (!seen.has(name)) seen.set(name, { name, entry, section: [...path, key] })
  }
  return [...seen.values()]
}

function readEntry(entry: unknown): Partial<FoundServer> {
  if (!isObject(entry)) return { problem: 'The entry is not an object.' }
  const url = text(entry['url']) ?? text(entry['serverUrl'])
  const command = text(entry['command'])
  const args = Array.isArray(entry['args']) ? entry['args'].filter((one) => typeof one === 'string') : []
  const cwd = text(entry['cwd'])
  const env = texts(entry['env'])
  const headers = texts(entry['headers'])
  const all = [command, url, cwd, ...args, ...Object.values(env), ...Object.values(headers)]
  const variable = all.map((one) => /\$\{[^}]*\}/.exec(one ?? '')?.[0]).find((one) => one !== undefined)
  return {
    ...(url === undefined && command !== undefined ? { command, args } : {}),
    ...(url === undefined && cwd !== undefined ? { cwd } : {}),
    ...(url === undefined && Object.keys(env).length > 0 ? { env } : {}),
    ...(url === undefined ? {} : { url }),
    ...(url !== undefined && Object.keys(headers).length > 0 ? { headers } : {}),
    ...(url === undefined && command === undefined ? { problem: 'It has neither a command nor a URL.' } : {}),
    ...(variable === undefined
      ? {}
      : {
          problem: `It uses ${variable}, which only its client can fill in. Add it by hand with the value.`,
        }),
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function texts(value: unknown): Record<string, string> {
  if (!isObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one))
      .map(([key, one]) => [key, String(one)]),
  )
}
