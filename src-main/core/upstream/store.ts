import { createHash } from 'node:crypto'
import { openDatabase, type WritableDatabase } from '../store/open.ts'
import type { KeyStore } from '../ports.ts'
import type { DiscoverResult } from '@modelcontextprotocol/client'
import type { ToolDefinition } from '../catalog/api.ts'
import type { UpstreamConfig } from './api.ts'
import { migrations } from './migrations.ts'

/** What the last good listing of a server said. */
export interface Listing {
  title: string
  description: string
  tools: ToolDefinition[]
}

/** Which era of the protocol a server spoke, and when that was found out. */
export interface EraVerdict {
  era: 'modern' | 'legacy'
  at: number
  discover?: DiscoverResult
}

/** A tool whose definition is not the one the user knows. */
export interface ChangedTool {
  tool: string
  before: ToolDefinition
  after: ToolDefinition
}

interface Row {
  name: string
  definition: string
  trusted: number
  enabled: number
  era: string | null
  era_at: number | null
  discover: string | null
  listing: string | null
}

interface StoredDefinition {
  command?: string
  args?: string[]
  cwd?: string
  url?: string
  confine?: UpstreamConfig['confine']
}

interface Secrets {
  env: Record<string, string>
  headers: Record<string, string>
  oauth?: { clientId: string; clientSecret?: string }
}

/** The servers a user added: definitions in servers.db, values of environment variables and headers in the key store. */
export class ServerStore {
  readonly #database: WritableDatabase
  readonly #keys: KeyStore

  /** The last comparison of each server: it is asked for at every call, and definitions seldom change. */
  readonly #compared = new Map<string, { tools: readonly ToolDefinition[]; changed: ChangedTool[] }>()

  constructor(databasePath: string, keys: KeyStore) {
    this.#database = openDatabase(databasePath, migrations)
    this.#keys = keys
  }

  /** All definitions with their secrets, oldest first. A secret that is gone leaves its variable out. */
  async load(): Promise<UpstreamConfig[]> {
    const rows = this.#database.prepare('select * from server order by created_at, name').all() as Row[]
    return Promise.all(
      rows.map(async (row) => {
        const definition = JSON.parse(row.definition) as StoredDefinition
        const secrets = await this.#secrets(row.name)
        return {
          name: row.name,
          ...definition,
          ...(definition.url === undefined ? { env: secrets.env } : { headers: secrets.headers }),
          ...(secrets.oauth === undefined ? {} : { oauth: secrets.oauth }),
          trusted: row.trusted === 1,
          enabled: row.enabled === 1,
        }
      }),
    )
  }

  /** Adds or replaces a definition. Secrets first: a definition without them would start a server that cannot work. */
  async save(config: UpstreamConfig, now: number): Promise<void> {
    const secrets: Secrets = {
      env: config.env ?? {},
      headers: config.headers ?? {},
      ...(config.oauth === undefined ? {} : { oauth: config.oauth }),
    }
    const any = Object.keys(secrets.env).length + Object.keys(secrets.headers).length > 0
    if (any || secrets.oauth !== undefined) {
      await this.#keys.set(secretName(config.name), new TextEncoder().encode(JSON.stringify(secrets)))
    } else {
      await this.#keys.delete(secretName(config.name))
    }
    const definition: StoredDefinition = {
      ...(config.command === undefined ? {} : { command: config.command }),
      ...(config.args === undefined ? {} : { args: config.args }),
      ...(config.cwd === undefined ? {} : { cwd: config.cwd }),
      ...(config.url === undefined ? {} : { url: config.url }),
      ...(config.confine === undefined ? {} : { confine: config.confine }),
    }
    this.#database
      .prepare(
        `insert into server (name, definition, trusted, enabled, created_at) values (?, ?, ?, ?, ?)
         on conflict (name) do update set definition = excluded.definition, trusted = excluded.trusted,
           enabled = excluded.enabled, era = null, era_at = null, discover = null`,
      )
      .run(config.name, JSON.stringify(definition), Number(config.trusted), Number(config.enabled), now)
  }

  /** Forgets a server, its secrets and what was known of its tools. */
  async remove(name: string): Promise<void> {
    this.#compared.delete(name)
    this.#database.prepare('delete from server where name = ?').run(name)
    await this.#keys.delete(secretName(name))
    await this.#keys.delete(oauthKeyName(name))
  }

  setFlags(name: string, flags: { trusted: boolean; enabled: boolean }): void {
    this.#database
      .prepare('update server set trusted = ?, enabled = ? where name = ?')
      .run(Number(flags.trusted), Number(flags.enabled), name)
  }

  era(name: string): EraVerdict | undefined {
    const row = this.#database.prepare('select * from server where name = ?').get(name) as Row | undefined
    if (!row || row.era === null || row.era_at === null) return undefined
    return {
      era: row.era === 'modern' ? 'modern' : 'legacy',
      at: row.era_at,
      ...(row.discover === null ? {} : { discover: JSON.parse(row.discover) as DiscoverResult }),
    }
  }

  setEra(name: string, verdict: EraVerdict | undefined): void {
    this.#database
      .prepare('update server set era = ?, era_at = ?, discover = ? where name = ?')
      .run(
        verdict?.era ?? null,
        verdict?.at ?? null,
        verdict?.discover === undefined ? null : JSON.stringify(verdict.discover),
        name,
      )
  }

  listing(name: string): Listing | undefined {
    const row = this.#database.prepare('select listing from server where name = ?').get(name) as
      | Pick<Row, 'listing'>
      | undefined
    return row?.listing === null || row?.listing === undefined
      ? undefined
      : (JSON.parse(row.listing) as Listing)
  }

  /** Keeps a listing. Tools that were never seen count as known from now on: the user adds a server knowing its tools. */
  setListing(name: string, listing: Listing): void {
    this.#compared.delete(name)
    const insert = this.#database.prepare(
      'insert into seen_tool (server, tool, definition) values (?, ?, ?) on conflict do nothing',
    )
    this.#database
      .transaction(() => {
        this.#database
          .prepare('update server set listing = ? where name = ?')
          .run(JSON.stringify(listing), name)
        for (const tool of listing.tools) insert.run(name, tool.name, JSON.stringify(tool))
      })
      .immediate()
  }

  /** Tools that are not what the user knows: description, schema or hints changed since they were last accepted. */
  changed(name: string, tools: readonly ToolDefinition[]): ChangedTool[] {
    const last = this.#compared.get(name)
    if (last?.tools === tools) return last.changed
    const rows = this.#database
      .prepare('select tool, definition from seen_tool where server = ?')
      .all(name) as {
      tool: string
      definition: string
    }[]
    const known = new Map(rows.map((row) => [row.tool, JSON.parse(row.definition) as ToolDefinition]))
    const changed: ChangedTool[] = []
    for (const after of tools) {
      const before = known.get(after.name)
      if (before && definitionHash(before) !== definitionHash(after))
        changed.push({ tool: after.name, before, after })
    }
    this.#compared.set(name, { tools, changed })
    return changed
  }

  /** Accepts today's definition of a tool. */
  accept(name: string, tool: ToolDefinition): void {
    this.#compared.delete(name)
    this.#database
      .prepare(
        `insert into seen_tool (server, tool, definition) values (?, ?, ?)
         on conflict do update set definition = excluded.definition`,
      )
      .run(name, tool.name, JSON.stringify(tool))
  }

  close(): void {
    this.#database.close()
  }

  async #secrets(name: string): Promise<Secrets> {
    const bytes = await this.#keys.get(secretName(name))
    if (!bytes) return { env: {}, headers: {} }
    return JSON.parse(new TextDecoder().decode(bytes)) as Secrets
  }
}

/** SHA-256 of a tool's definition, independent of the order of keys. */
export function definitionHash(tool: ToolDefinition): string {
  return createHash('sha256').update(canonical(tool)).digest('hex')
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

function secretName(server: string): string {
  return `server.${server}`
}

/** Where the tokens of a server are in the key store; server names have no dots, so it is nobody else's. */
export function oauthKeyName(server: string): string {
  return `oauth.${server}`
}
