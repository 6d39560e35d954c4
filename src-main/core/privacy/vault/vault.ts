import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { open as openFile, type FileHandle } from 'node:fs/promises'
import { AthenaError } from '../../../contract/errors.ts'
import type { Clock, KeyStore } from '../../ports.ts'
import { openDatabase, type WritableDatabase } from '../../store/open.ts'
import { formatToken } from '../detect/tokens.ts'
import { derive, lookupHash, open, seal } from './crypto.ts'
import { vaultMigrations } from './migrations.ts'

/** Pages of 4 KB the write-ahead log may have before it is moved in the middle of work. */
const logPages = 32_000
/** Milliseconds without writing after which the log is moved into the main file. */
const idleMs = 3_000

/** Name under which the key store keeps the vault's key. */
const vaultKeyName = 'vault'
/** The scope whose values every session may resolve; used by Athena's memory. */
export const persistentScope = 'persistent'
/** The scope of one session. */
export function sessionScope(session: string): string {
  return `session:${session}`
}

/** A row of the vault without its value. */
export interface Entry {
  id: number
  kind: string
  number: number
  token: string
  /** Whether the value was a string or a number where it was found. */
  type: 'string' | 'number'
  firstSeen: number
  uses: number
  lastUsed: number
}

/** A place a value came from. */
export interface Origin {
  server: string
  tool: string
}

interface EntryRow {
  id: number
  kind: string
  number: number
  type: 'string' | 'number'
  first_seen: number
  uses: number
  last_used: number
}

/** Values by token: encrypted, looked up by HMAC, one token a distinct normalised value, a number never used twice. */
export class Vault {
  readonly #database: WritableDatabase
  readonly #wrapKey: Buffer
  readonly #indexKey: KeyObject
  readonly #clock: Clock
  readonly #scopeKeys = new Map<string, Buffer>()
  /** Entries of values seen lately, and the scopes and origins they have; bounded, in memory only. */
  readonly #known = new Map<string, { id: number; token: string; seen: Set<string> }>()
  readonly #statements
  #durable = true
  #log: Promise<FileHandle> | undefined
  #checkpoint: NodeJS.Timeout | undefined

  private constructor(database: WritableDatabase, master: Uint8Array, clock: Clock) {
    this.#database = database
    this.#wrapKey = derive(master, 'wrap')
    this.#indexKey = createSecretKey(derive(master, 'index'))
    this.#clock = clock
    this.#statements = prepare(database)
  }

  /**
   * Opens the vault. The first start makes its key and gives it to the key store.
   *
   * @throws VAULT_LOCKED when the vault was made with a key that the key store does not have.
   */
  static async open(databasePath: string, keys: KeyStore, clock: Clock): Promise<Vault> {
    const database = openDatabase(databasePath, vaultMigrations)
    try {
      // A token given out must survive a power cut, or its number could be used again.
      database.pragma('synchronous = FULL')
      // Moving the log into the main file waits for the disk; it is done when the vault is idle, or before the log is too large.
      database.pragma(`wal_autocheckpoint = ${logPages}`)
      // Freed pages are overwritten, so that what was forgotten is gone.
      database.pragma('secure_delete = ON')
      const check = database.prepare(`SELECT value FROM meta WHERE name = 'check'`).pluck().get() as
        | Buffer
        | undefined
      let master = await keys.get(vaultKeyName)
      if (check === undefined) {
        if (master === undefined) {
          master = randomBytes(32)
          await keys.set(vaultKeyName, master)
        }
        database
          .prepare(`INSERT INTO meta VALUES ('check', ?)`)
          .run(seal(derive(master, 'check'), Buffer.from('athena'), 'check'))
      } else if (master === undefined && keys.describe().protection === 'session-only') {
        // The key went with the last session. Numbers go on, so that no token of then ever means a value of now.
        master = randomBytes(32)
        await keys.set(vaultKeyName, master)
        startAnew(database, master)
      } else if (master === undefined || !opens(master, check)) {
        throw new AthenaError(
          'VAULT_LOCKED',
          `The vault at ${databasePath} was made with a key that is not in this computer's key store (${keys.describe().sentence}). ` +
            `Bring the key back, or move the vault file away to start an empty one; tokens given out before then stay unresolved.`,
        )
      }
      return new Vault(database, master, clock)
    } catch (error) {
      database.close()
      throw error
    }
  }

  get database(): WritableDatabase {
    return this.#database
  }

  /** Encrypts something that is no entry, such as the user's own data. */
  sealOwn(text: string, bound: string): Buffer {
    return seal(this.#wrapKey, Buffer.from(text), `own:${bound}`)
  }
  /** Opens what {@link sealOwn} made. */
  openOwn(sealed: Uint8Array, bound: string): string {
    return open(this.#wrapKey, sealed, `own:${bound}`).toString()
  }

  /** Encrypts something that belongs to a scope, under the scope's key. */
  sealFor(scope: string, data: Uint8Array): Buffer {
    return seal(this.#scopeKey(scope), data, `kept:${scope}`)
  }
  /** @throws UNKNOWN_TOKEN when the scope was forgotten. */
  openFor(scope: string, sealed: Uint8Array): Buffer {
    if (this.#statements.readScope.get(scope) === undefined)
      throw new AthenaError(
        'UNKNOWN_TOKEN',
        'What the session kept was encrypted, and its key was destroyed.',
      )
    return open(this.#scopeKey(scope), sealed, `kept:${scope}`)
  }

  /**
   * Runs all of it in one transaction. What it wrote survives a power cut when this returns; with `durable` false only when
   * a later durable transaction returns.
   */
  transaction<T>(work: () => T, durable = true): T {
    if (durable !== this.#durable) {
      this.#database.pragma(`synchronous = ${durable ? 'FULL' : 'NORMAL'}`)
      this.#durable = durable
    }
    try {
      return this.#database.transaction(work).immediate()
    } catch (error) {
      // What a failed transaction put into the caches is not in the database.
      this.#known.clear()
      this.#scopeKeys.clear()
      if (
        error instanceof Error &&
        'code' in error &&
        /^SQLITE_(?:FULL|IOERR|READONLY|BUSY|CANTOPEN)/.test(String(error.code))
      ) {
        throw new AthenaError(
          'STORAGE',
          `The vault could not be written (${String(error.code)}), so nothing was passed on. Check that the disk is not full.`,
        )
      }
      throw error
    }
  }

  /**
   * Waits until everything written so far is on disk. What a commit wrote is in the write-ahead log, so that file alone has to be
   * synchronised; done by SQLite itself it would hold up the host for as long as the disk takes.
   */
  async flush(): Promise<void> {
    try {
      this.#log ??= openFile(`${this.#database.name}-wal`, 'r+')
      await (await this.#log).datasync()
    } catch (error) {
      this.#log = undefined
      throw new AthenaError(
        'STORAGE',
        `The vault could not be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'}), so nothing was passed on. Check that the disk is not full.`,
      )
    }
    clearTimeout(this.#checkpoint)
    this.#checkpoint = setTimeout(() => this.#tidy(), idleMs)
    this.#checkpoint.unref()
  }

  /** Moves the log into the main file once nobody waits for it. */
  #tidy(): void {
    try {
      this.#database.pragma('wal_checkpoint(PASSIVE)')
    } catch {
      // It is done at the next chance.
    }
  }

  /**
   * The token of a value, made if there is none, with access for a scope. Call inside {@link transaction}.
   * `normalised` decides what counts as the same value; `value` is kept as first seen by that scope.
   * `fresh`: nobody had met it; `met`: the scope had not met it from this origin.
   */
  mint(
    kind: string,
    normalised: string,
    value: string,
    type: 'string' | 'number',
    scope: string,
    origin: Origin,
  ): { entry: number; token: string; fresh: boolean; met: boolean } {
    const cacheKey = `${kind}\n${type}\n${normalised}`
    const seenKey = `${scope}\n${origin.server}\n${origin.tool}`
    const known = this.#known.get(cacheKey)
    if (known?.seen.has(seenKey)) return { entry: known.id, token: known.token, fresh: false, met: false }
    const now = this.#clock.now()
    const lookup = lookupHash(this.#indexKey, kind, type, normalised)
    let row = this.#statements.byLookup.get(lookup) as EntryRow | undefined
    const fresh = row === undefined
    if (row === undefined) {
      const number = this.#statements.nextNumber.get(kind) as number
      const id = this.#statements.insertEntry.run(kind, number, type, lookup, now, now)
        .lastInsertRowid as number
      row = { id, kind, number, type, first_seen: now, uses: 0, last_used: now }
    }
    this.#giveAccess(row.id, scope, value)
    const met = this.#statements.insertOrigin.run(row.id, scope, origin.server, origin.tool, now).changes > 0
    const token = formatToken(row.kind, row.number)
    const remembered = known ?? { id: row.id, token, seen: new Set<string>() }
    remembered.seen.add(seenKey)
    if (this.#known.size > 50_000) this.#known.clear()
    this.#known.set(cacheKey, remembered)
    return { entry: row.id, token, fresh, met }
  }

  /** The entry of a value, if it has one. */
  lookup(kind: string, normalised: string, type: 'string' | 'number'): Entry | undefined {
    return toEntry(
      this.#statements.byLookup.get(lookupHash(this.#indexKey, kind, type, normalised)) as
        | EntryRow
        | undefined,
    )
  }

  /** The entry of a token that one of the scopes may resolve. */
  find(kind: string, number: number, scopes: readonly string[]): (Entry & { scope: string }) | undefined {
    const row = this.#statements.byNumber.get(kind, number) as EntryRow | undefined
    if (row === undefined) return undefined
    for (const scope of scopes) {
      if (this.#statements.hasAccess.get(row.id, scope) !== undefined) {
        return { ...(toEntry(row) as Entry), scope }
      }
    }
    return undefined
  }

  /** True if the vault ever gave out this token, whoever may resolve it. */
  exists(kind: string, number: number): boolean {
    return this.#statements.byNumber.get(kind, number) !== undefined
  }

  /** The value of an entry for a scope that has access. */
  value(entry: number, scope: string): string {
    const sealed = this.#statements.readValue.get(entry, scope) as Buffer | undefined
    if (sealed === undefined) {
      throw new AthenaError('UNKNOWN_TOKEN', 'The value was forgotten or belongs to another session.')
    }
    return open(this.#scopeKey(scope), sealed, `${entry}:${scope}`).toString()
  }

  /** Lets a further scope resolve an entry, with the origins it has in the first. */
  share(entry: number, from: string, to: string): void {
    if (from === to || this.#statements.hasAccess.get(entry, to) !== undefined) return
    this.#giveAccess(entry, to, this.value(entry, from))
    this.#statements.copyOrigins.run(to, entry, from)
  }

  /** Lets a further scope resolve everything that one may. */
  shareScope(from: string, to: string): void {
    const entries = this.#database
      .prepare('SELECT entry FROM access WHERE scope = ?')
      .pluck()
      .all(from) as number[]
    for (const entry of entries) this.share(entry, from, to)
  }

  /** Where a value came from, as far as the scopes know. */
  origins(entry: number, scopes: readonly string[]): Origin[] {
    return scopes.flatMap((scope) => this.#statements.origins.all(entry, scope) as Origin[])
  }

  /** Counts a use. */
  used(entry: number): void {
    this.#statements.used.run(this.#clock.now(), entry)
  }

  /** Forgets one token for everybody. */
  forgetEntry(entry: number): void {
    this.#statements.deleteEntry.run(entry)
    this.#known.clear()
  }

  /** Destroys a scope's key and its values; entries that nobody may resolve any more go too. Returns how many values went. */
  forgetScope(scope: string): number {
    const count = this.#statements.countScope.get(scope) as number
    this.#statements.deleteScope.run(scope)
    this.#scopeKeys.get(scope)?.fill(0)
    this.#scopeKeys.delete(scope)
    this.#statements.deleteOrphans.run()
    this.#known.clear()
    return count
  }

  /** Moves everything into the main file and empties the log, so that what was forgotten is on no disk page. */
  compact(): void {
    this.#database.pragma('wal_checkpoint(TRUNCATE)')
  }

  /** Every scope that may resolve a token. */
  scopesOf(kind: string, number: number): string[] {
    return this.#database
      .prepare(
        'SELECT scope FROM access JOIN entry ON entry.id = access.entry WHERE kind = ? AND number = ? ORDER BY scope DESC',
      )
      .pluck()
      .all(kind, number) as string[]
  }

  /** Session scopes none of whose values was used since a time. */
  idleScopes(since: number): string[] {
    return this.#database
      .prepare(
        `SELECT scope.id FROM scope WHERE scope.id LIKE 'session:%' AND scope.created < @since AND NOT EXISTS (
           SELECT 1 FROM access JOIN entry ON entry.id = access.entry
            WHERE access.scope = scope.id AND max(entry.last_used, entry.first_seen) >= @since)`,
      )
      .pluck()
      .all({ since }) as string[]
  }

  /** How many values the vault holds. */
  count(): number {
    return this.#database.prepare('SELECT count(*) FROM entry').pluck().get() as number
  }

  /** Counter values, for look-alike checks: the kinds the vault has ever used. */
  kinds(): string[] {
    return this.#database.prepare('SELECT kind FROM counter').pluck().all() as string[]
  }

  close(): void {
    clearTimeout(this.#checkpoint)
    void this.#log?.then((file) => file.close()).catch(() => undefined)
    this.#log = undefined
    for (const key of this.#scopeKeys.values()) key.fill(0)
    this.#scopeKeys.clear()
    this.#known.clear()
    this.#database.close()
  }

  #giveAccess(entry: number, scope: string, value: string): void {
    if (this.#statements.hasAccess.get(entry, scope) !== undefined) return
    const sealed = seal(this.#scopeKey(scope), Buffer.from(value), `${entry}:${scope}`)
    this.#statements.insertAccess.run(entry, scope, sealed)
  }

  #scopeKey(scope: string): Buffer {
    const cached = this.#scopeKeys.get(scope)
    if (cached) return cached
    const wrapped = this.#statements.readScope.get(scope) as Buffer | undefined
    let key: Buffer
    if (wrapped === undefined) {
      key = randomBytes(32)
      const now = this.#clock.now()
      this.#statements.insertScope.run(scope, seal(this.#wrapKey, key, `scope:${scope}`), now, now)
    } else {
      key = open(this.#wrapKey, wrapped, `scope:${scope}`)
    }
    this.#scopeKeys.set(scope, key)
    return key
  }
}

function toEntry(row: EntryRow | undefined): Entry | undefined {
  if (row === undefined) return undefined
  return {
    id: row.id,
    kind: row.kind,
    number: row.number,
    token: formatToken(row.kind, row.number),
    type: row.type,
    firstSeen: row.first_seen,
    uses: row.uses,
    lastUsed: row.last_used,
  }
}

/** Empties a vault whose key is lost; what it counted stays, and so do the rules, which hold no values. */
function startAnew(database: WritableDatabase, master: Uint8Array): void {
  database.transaction(() => {
    database.exec('DELETE FROM entry; DELETE FROM scope; DELETE FROM own;')
    database
      .prepare(`UPDATE meta SET value = ? WHERE name = 'check'`)
      .run(seal(derive(master, 'check'), Buffer.from('athena'), 'check'))
  })()
}

function opens(master: Uint8Array, check: Buffer): boolean {
  try {
    return open(derive(master, 'check'), check, 'check').toString() === 'athena'
  } catch {
    return false
  }
}

function prepare(database: WritableDatabase) {
  const columns = 'id, kind, number, type, first_seen, uses, last_used'
  return {
    byLookup: database.prepare(`SELECT ${columns} FROM entry WHERE lookup = ?`),
    byNumber: database.prepare(`SELECT ${columns} FROM entry WHERE kind = ? AND number = ?`),
    nextNumber: database
      .prepare(
        `INSERT INTO counter VALUES (?, 1) ON CONFLICT (kind) DO UPDATE SET last = last + 1 RETURNING last`,
      )
      .pluck(),
    insertEntry: database.prepare(
      `INSERT INTO entry (kind, number, type, lookup, first_seen, last_used) VALUES (?, ?, ?, ?, ?, ?)`,
    ),
    hasAccess: database.prepare('SELECT 1 FROM access WHERE entry = ? AND scope = ?').pluck(),
    insertAccess: database.prepare('INSERT INTO access VALUES (?, ?, ?)'),
    readValue: database.prepare('SELECT value FROM access WHERE entry = ? AND scope = ?').pluck(),
    insertOrigin: database.prepare('INSERT OR IGNORE INTO origin VALUES (?, ?, ?, ?, ?)'),
    copyOrigins: database.prepare(
      `INSERT OR IGNORE INTO origin SELECT entry, ?, server, tool, at FROM origin WHERE entry = ? AND scope = ?`,
    ),
    origins: database.prepare('SELECT server, tool FROM origin WHERE entry = ? AND scope = ? ORDER BY at'),
    used: database.prepare('UPDATE entry SET uses = uses + 1, last_used = ? WHERE id = ?'),
    deleteEntry: database.prepare('DELETE FROM entry WHERE id = ?'),
    countScope: database.prepare('SELECT count(*) FROM access WHERE scope = ?').pluck(),
    deleteScope: database.prepare('DELETE FROM scope WHERE id = ?'),
    deleteOrphans: database.prepare(
      'DELETE FROM entry WHERE NOT EXISTS (SELECT 1 FROM access WHERE access.entry = entry.id)',
    ),
    readScope: database.prepare('SELECT key FROM scope WHERE id = ?').pluck(),
    insertScope: database.prepare('INSERT INTO scope VALUES (?, ?, ?, ?)'),
  }
}
