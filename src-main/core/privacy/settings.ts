import type { WritableDatabase } from '../store/open.ts'
import type { PrivacyMode } from './api.ts'

/** Modes and switches, kept in the vault's database. */
export class Settings {
  readonly #database: WritableDatabase
  readonly #values: Map<string, string>

  constructor(database: WritableDatabase) {
    this.#database = database
    const rows = database.prepare('SELECT name, value FROM setting').all() as {
      name: string
      value: string
    }[]
    this.#values = new Map(rows.map((row) => [row.name, row.value]))
  }

  mode(server?: string): PrivacyMode {
    return ((server === undefined ? undefined : this.#values.get(`mode:${server}`)) ??
      this.#values.get('mode:*') ??
      'standard') as PrivacyMode
  }
  setMode(server: string, mode: PrivacyMode): void {
    this.#set(`mode:${server}`, mode)
  }
  raw(server: string): boolean {
    return this.#values.get(`raw:${server}`) === 'on'
  }
  setRaw(server: string, on: boolean): void {
    this.#set(`raw:${server}`, on ? 'on' : undefined)
  }
  kindsOff(): Set<string> {
    return new Set(this.#names('off:', 'on'))
  }
  setKindOff(kind: string, off: boolean): void {
    this.#set(`off:${kind}`, off ? 'on' : undefined)
  }
  serversOff(): string[] {
    return this.#names('mode:', 'off')
  }
  serversRaw(): string[] {
    return this.#names('raw:', 'on')
  }

  modes(): { server: string; mode: PrivacyMode }[] {
    return [...this.#values]
      .filter(([name]) => name.startsWith('mode:') && name !== 'mode:*')
      .map(([name, mode]) => ({ server: name.slice('mode:'.length), mode: mode as PrivacyMode }))
  }
  holdsPlain(session: string): boolean {
    return this.#values.get(`plain:${session}`) === 'on'
  }
  setHoldsPlain(session: string): void {
    if (!this.holdsPlain(session)) this.#set(`plain:${session}`, 'on')
  }
  reviewReason(client: string, session: string, servers: readonly string[]): string | undefined {
    const name = `reviewed:${session}`
    const now = servers.filter((server) => this.#values.get(reviewName({ server })) === 'on')
    const before = this.#values.get(name)?.split(' ') ?? []
    const all = [...new Set([...before, ...now])]
    if (all.length > before.length) this.#set(name, all.join(' '))
    const held = all.filter((server) => this.#values.get(reviewName({ server })) === 'on')
    if (held.length > 0) return `it may hold what came from ${held.join(', ')}`
    return this.#values.get(reviewName({ client })) === 'on' ? `it goes to ${client}` : undefined
  }
  /** Gives a fork what the session it came from had, or forgets it with the session. */
  inherit(from: string, to: string): void {
    for (const prefix of ['plain', 'reviewed'])
      this.#set(`${prefix}:${to}`, this.#values.get(`${prefix}:${from}`))
  }
  forgetSession(session: string): void {
    for (const prefix of ['plain', 'reviewed']) this.#set(`${prefix}:${session}`, undefined)
  }
  setReview(who: { server: string } | { client: string }, on: boolean): void {
    this.#set(reviewName(who), on ? 'on' : undefined)
  }
  reviews(): { servers: string[]; clients: string[] } {
    return { servers: this.#names('review:server:', 'on'), clients: this.#names('review:client:', 'on') }
  }

  #names(prefix: string, value: string): string[] {
    return [...this.#values]
      .filter(([name, is]) => name.startsWith(prefix) && is === value)
      .map(([name]) => name.slice(prefix.length))
  }

  #set(name: string, value: string | undefined): void {
    if (value === undefined) {
      this.#database.prepare('DELETE FROM setting WHERE name = ?').run(name)
      this.#values.delete(name)
    } else {
      this.#database
        .prepare('INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
        .run(name, value)
      this.#values.set(name, value)
    }
  }
}

function reviewName(who: { server: string } | { client: string }): string {
  return 'server' in who ? `review:server:${who.server}` : `review:client:${who.client}`
}
