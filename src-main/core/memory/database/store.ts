import type Database from 'better-sqlite3'
import { createHash } from 'node:crypto'
import { AthenaError } from '../../../contract/errors.ts'
import type { Json } from '../../../contract/json.ts'
import type { Ids } from '../../ports.ts'
import { openDatabase, openReader, type WritableDatabase } from '../../store/open.ts'
import type { Caller } from '../../gateway/api.ts'
import { firstMigration } from './0001-memories.ts'
import { vectorsMigration } from './0002-vectors.ts'
import { fromStored, memoryColumns, toStored } from './rows.ts'
import type { LinkRow, MemoryPatch, MemoryRow, NewMemory, StoredRow } from './rows.ts'
import { createTextIndex, type TextIndex } from './text-index.ts'

/** All steps of the memory schema. */
export const memoryMigrations = [firstMigration, vectorsMigration]

/** What names a journalled write. */
export interface WriteHeader {
  /** `layer.operation`. */
  operation: string
  scope: string
  caller: Caller
  at: number
  idempotencyKey?: string | undefined
  /** The parameters, hashed to tell a repeated call from a reused key. */
  input?: unknown
}

/** One open write: every change it makes is in the journal, all or none are kept. */
export interface Write {
  readonly opId: string
  readonly at: number
  insert(memory: NewMemory): MemoryRow
  /** Changes a row; NOT_FOUND if there is none. */
  update(id: string, patch: MemoryPatch): MemoryRow
  /** Takes a row out of belief: `endedAt` is set, the row stays for history. */
  end(id: string, by: string, reason?: string): MemoryRow
  /** Removes a row for good; undo brings it back. */
  remove(id: string): void
  link(fromId: string, toId: string, relation: string, data?: Record<string, Json>): LinkRow
  unlink(id: string): void
  setting(id: string, value: Json | undefined): void
  /** Marks the operation as one that cannot be undone. */
  irreversible(): void
}

/** One line of the journal. */
export interface JournalEntry {
  number: number
  id: string
  at: number
  operation: string
  scope: string
  client: string
  session: string
  execution: string
  idempotencyKey: string | null
  undoneBy: string | null
  undoes: string | null
  irreversible: number
}

/** SQLite's side of the memory: rows, journal, index. Synchronous; one writer connection. */
export interface MemoryStore {
  readonly database: WritableDatabase
  readonly path: string
  readonly index: TextIndex
  /** Runs a write in one transaction. A repeated idempotency key gives the first result again; CONFLICT if the input differs. */
  write<R extends object>(header: WriteHeader, body: (write: Write) => R): R & { opId: string }
  /** The result that an earlier write with the same key gave; CONFLICT if its input differs. */
  earlier(header: WriteHeader): Json | undefined
  /** Keeps the whole result of a keyed operation, for its repetition. */
  keepResult(opId: string, key: string, result: Json): void
  get(id: string): MemoryRow | undefined
  /** NOT_FOUND with what to do when there is no such row (or it is not one of `scopes`). */
  need(id: string, scopes?: readonly string[]): MemoryRow
  /** The row as it was at a time (epoch ms), from the journal. */
  at(id: string, time: number): MemoryRow | undefined
  /** Rows by a WHERE clause over `memories m`. */
  select(where: string, parameters: readonly unknown[], tail?: string): MemoryRow[]
  links(where: string, parameters: readonly unknown[]): LinkRow[]
  setting<T extends Json>(id: string): T | undefined
  settings(prefix: string): { id: string; value: Json }[]
  /** Reverts a journalled write as a new write. CONFLICT when a later write touched the same rows. */
  undo(header: WriteHeader, opId: string): { opId: string; reverted: string[] }
  journal(where: string, parameters: readonly unknown[], limit: number): JournalEntry[]
  /** Has `listener` called with every row this process writes or removes. */
  onChange(listener: (row: MemoryRow) => void): void
  close(): void
}

/** Opens the memory database. Errors as {@link openDatabase}. */
export function createStore(options: {
  path: string
  ids: Ids
  /** Only reads, and sees the memory as it is now for as long as it is open, whatever others write. */
  snapshot?: boolean
}): MemoryStore {
  const { path, ids } = options
  const database = options.snapshot === true ? openSnapshot(path) : openDatabase(path, memoryMigrations)
  database.pragma('secure_delete = ON')
  database.pragma('cache_size = -32000')
  database.pragma('temp_store = MEMORY')
  database.pragma('mmap_size = 268435456')
  const index = createTextIndex(database)
  const listeners: ((row: MemoryRow) => void)[] = []
  function changed(row: MemoryRow): void {
    for (const listener of listeners) listener(row)
  }
  const statements = new Map<string, Database.Statement>()
  function prepare(sql: string): Database.Statement {
    let statement = statements.get(sql)
    if (!statement) {
      statement = database.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }

  const columns = memoryColumns.join(', ')
  const prefixed = memoryColumns.map((column) => `m.${column}`).join(', ')
  const insertRow = prepare(
    `INSERT INTO memories (${columns}) VALUES (${memoryColumns.map((column) => `@${column}`).join(', ')})`,
  )
  const updateRow = prepare(
    `UPDATE memories SET ${memoryColumns
      .filter((column) => column !== 'seq' && column !== 'id')
      .map((column) => `${column} = @${column}`)
      .join(', ')} WHERE id = @id`,
  )
  const selectRow = prepare(`SELECT ${columns} FROM memories WHERE id = ?`)
  const deleteRow = prepare('DELETE FROM memories WHERE id = ?')
  const insertChange = prepare(
    'INSERT INTO changes (operation, number, target, id, before, after) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const insertLink = prepare(
    'INSERT INTO links (id, fromId, toId, relation, data, rev, createdAt) VALUES (@id, @fromId, @toId, @relation, @data, @rev, @createdAt)',
  )

  function get(id: string): MemoryRow | undefined {
    const row = selectRow.get(id) as StoredRow | undefined
    return row && fromStored(row)
  }

  function need(id: string, scopes?: readonly string[]): MemoryRow {
    const row = get(id)
    if (!row || (scopes && !scopes.includes(row.scope))) {
      const hint = row ? ` in the scope ${scopes?.join(', ')}` : ''
      throw new AthenaError(
        'NOT_FOUND',
        `No memory has the id ${id}${hint}. Ids come from recall, search and list operations.`,
      )
    }
    return row
  }

  function put(row: MemoryRow): MemoryRow {
    const stored = toStored(row)
    if (row.seq === 0) {
      const { lastInsertRowid } = insertRow.run({ ...stored, seq: null })
      row.seq = Number(lastInsertRowid)
    } else insertRow.run(stored)
    index.add(row)
    changed(row)
    return row
  }

  function openWrite(number: number, opId: string, at: number): Write {
    let changes = 0
    function record(
      target: string,
      id: string,
      before: object | undefined,
      after: number | null = number,
    ): void {
      insertChange.run(number, ++changes, target, id, before ? JSON.stringify(before) : null, after)
    }
    function linkById(id: string): LinkRow | undefined {
      return links('id = ?', [id])[0]
    }
    const write: Write = {
      opId,
      at,
      insert(memory) {
        const id = memory.id ?? ids.next(idPrefix(memory.kind))
        record('memories', id, undefined)
        return put({
          seq: 0,
          name: null,
          data: {},
          tags: [],
          session: null,
          position: null,
          speaker: null,
          place: null,
          occurredAt: null,
          dueAt: null,
          validFrom: null,
          validTo: null,
          subject: null,
          predicate: null,
          object: null,
          parent: null,
          status: null,
          importance: 0.5,
          confidence: 1,
          utility: 0,
          observed: 1,
          pin: null,
          tier: 'hot',
          source: {},
          endedAt: null,
          endedBy: null,
          endedReason: null,
          ...memory,
          id,
          hash: memory.hash ?? contentHash(memory.content),
          rev: number,
          createdAt: at,
          updatedAt: at,
        })
      },
      update(id, patch) {
        const before = need(id)
        record('memories', id, toStored(before))
        const after: MemoryRow = { ...before, ...patch, rev: number, updatedAt: at }
        if (patch.content !== undefined) after.hash = contentHash(patch.content)
        updateRow.run(toStored(after))
        index.replace(before, after)
        changed(before)
        changed(after)
        return after
      },
      end(id, by, reason) {
        return write.update(id, { endedAt: at, endedBy: by, endedReason: reason ?? null })
      },
      remove(id) {
        const before = need(id)
        record('memories', id, toStored(before), null)
        index.remove(before)
        deleteRow.run(id)
        changed(before)
      },
      link(fromId, toId, relation, data = {}) {
        const row: LinkRow = {
          id: ids.next('link'),
          fromId,
          toId,
          relation,
          data,
          rev: number,
          createdAt: at,
        }
        record('links', row.id, undefined)
        insertLink.run({ ...row, data: JSON.stringify(data) })
        return row
      },
      unlink(id) {
        const before = linkById(id)
        if (!before) throw new AthenaError('NOT_FOUND', `No link has the id ${id}.`)
        record('links', id, before, null)
        prepare('DELETE FROM links WHERE id = ?').run(id)
      },
      setting(id, value) {
        const before = prepare('SELECT id, value, rev FROM settings WHERE id = ?').get(id) as
          | object
          | undefined
        record('settings', id, before, value === undefined ? null : number)
        if (value === undefined) prepare('DELETE FROM settings WHERE id = ?').run(id)
        else {
          prepare(
            'INSERT INTO settings (id, value, rev) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET value = excluded.value, rev = excluded.rev',
          ).run(id, JSON.stringify(value), number)
        }
      },
      irreversible() {
        prepare('UPDATE operations SET irreversible = 1 WHERE number = ?').run(number)
      },
    }
    return write
  }

  function hashOfInput(header: WriteHeader): string | null {
    return header.idempotencyKey === undefined
      ? null
      : contentHash(JSON.stringify(header.input ?? null) ?? 'null')
  }

  function earlier(header: WriteHeader): Json | undefined {
    if (header.idempotencyKey === undefined) return undefined
    const known = prepare(
      'SELECT id, inputHash, result FROM operations WHERE operation = ? AND scope = ? AND idempotencyKey = ?',
    ).get(header.operation, header.scope, header.idempotencyKey) as
      | { id: string; inputHash: string; result: string | null }
      | undefined
    if (!known) return undefined
    if (known.inputHash !== hashOfInput(header)) {
      throw new AthenaError(
        'CONFLICT',
        `The idempotency key was used before for ${header.operation} with other parameters (operation ${known.id}). Use a new key.`,
      )
    }
    if (known.result === null) {
      throw new AthenaError(
        'CONFLICT',
        `The result of operation ${known.id} has been erased; use a new idempotency key.`,
      )
    }
    return JSON.parse(known.result) as Json
  }

  function write<R extends object>(header: WriteHeader, body: (write: Write) => R): R & { opId: string } {
    const inputHash = hashOfInput(header)
    const run = database.transaction((): R & { opId: string } => {
      const known = earlier(header)
      if (known !== undefined) return known as unknown as R & { opId: string }
      const opId = ids.next('op')
      const { lastInsertRowid } = prepare(
        `INSERT INTO operations (id, at, operation, scope, client, session, execution, idempotencyKey, inputHash)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        opId,
        header.at,
        header.operation,
        header.scope,
        header.caller.client,
        header.caller.session,
        header.caller.execution,
        header.idempotencyKey ?? null,
        inputHash,
      )
      const result = { ...body(openWrite(Number(lastInsertRowid), opId, header.at)), opId }
      if (header.idempotencyKey !== undefined) {
        prepare('UPDATE operations SET result = ? WHERE number = ?').run(
          JSON.stringify(result),
          lastInsertRowid,
        )
      }
      return result
    })
    return run.immediate()
  }

  function at(id: string, time: number): MemoryRow | undefined {
    const change = prepare(
      `SELECT c.before FROM changes c JOIN operations o ON o.number = c.operation
       WHERE c.id = ? AND c.target = 'memories' AND o.at > ? ORDER BY c.operation, c.number LIMIT 1`,
    ).get(id, time) as { before: string | null } | undefined
    if (!change) return get(id)
    return change.before === null ? undefined : fromStored(JSON.parse(change.before) as StoredRow)
  }

  function select(where: string, parameters: readonly unknown[], tail = ''): MemoryRow[] {
    return (
      prepare(`SELECT ${prefixed} FROM memories m WHERE ${where} ${tail}`).all(...parameters) as StoredRow[]
    ).map(fromStored)
  }

  function links(where: string, parameters: readonly unknown[]): LinkRow[] {
    const rows = prepare(
      `SELECT id, fromId, toId, relation, data, rev, createdAt FROM links WHERE ${where}`,
    ).all(...parameters)
    return (rows as (Omit<LinkRow, 'data'> & { data: string })[]).map((row) => ({
      ...row,
      data: JSON.parse(row.data) as Record<string, Json>,
    }))
  }

  function undo(header: WriteHeader, opId: string): { opId: string; reverted: string[] } {
    const reverted = new Set<string>()
    const result = write({ ...header, idempotencyKey: undefined }, (open) => {
      const entry = prepare('SELECT * FROM operations WHERE id = ?').get(opId) as JournalEntry | undefined
      if (!entry)
        throw new AthenaError(
          'NOT_FOUND',
          `No operation has the id ${opId}. Ids are in meta/audit and in the result of each write.`,
        )
      if (entry.undoneBy !== null)
        throw new AthenaError('CONFLICT', `Operation ${opId} was undone already, by ${entry.undoneBy}.`)
      if (entry.irreversible !== 0)
        throw new AthenaError('CONFLICT', `Operation ${opId} erased for good and cannot be undone.`)
      const changes = prepare(
        'SELECT target, id, before, after FROM changes WHERE operation = ? ORDER BY number DESC',
      ).all(entry.number) as { target: string; id: string; before: string | null; after: number | null }[]
      const seen = new Set<string>()
      const number = (
        prepare('SELECT number FROM operations WHERE id = ?').get(open.opId) as { number: number }
      ).number
      let count = 0
      for (const change of changes) {
        const key = `${change.target} ${change.id}`
        const current = prepare(`SELECT rev FROM ${tableOf(change.target)} WHERE id = ?`).get(change.id) as
          | { rev: number }
          | undefined
        if (!seen.has(key) && (current?.rev ?? null) !== change.after) {
          throw new AthenaError(
            'CONFLICT',
            `Operation ${opId} cannot be undone: ${change.id} was changed afterwards. Undo the later operations first (meta/audit with this id lists them).`,
            { id: change.id },
          )
        }
        const image = prepare(`SELECT * FROM ${tableOf(change.target)} WHERE id = ?`).get(change.id) as
          | object
          | undefined
        const revision = change.before === null ? null : (JSON.parse(change.before) as { rev: number }).rev
        insertChange.run(
          number,
          ++count,
          change.target,
          change.id,
          image ? JSON.stringify(image) : null,
          revision,
        )
        seen.add(key)
        restore(change.target, change.id, change.before)
        reverted.add(change.id)
      }
      prepare('UPDATE operations SET undoneBy = ? WHERE number = ?').run(open.opId, entry.number)
      prepare('UPDATE operations SET undoes = ? WHERE id = ?').run(opId, open.opId)
      // Undoing an undo makes the first operation valid again.
      if (entry.undoes !== null)
        prepare('UPDATE operations SET undoneBy = NULL WHERE id = ?').run(entry.undoes)
      return {}
    })
    return { opId: result.opId, reverted: [...reverted] }
  }

  /** Puts a row back exactly as it was; its `rev` too, so that earlier operations can be undone next. */
  function restore(target: string, id: string, before: string | null): void {
    if (target === 'memories') {
      const current = get(id)
      if (current) {
        index.remove(current)
        deleteRow.run(id)
        changed(current)
      }
      if (before !== null) put(fromStored(JSON.parse(before) as StoredRow))
      return
    }
    prepare(`DELETE FROM ${tableOf(target)} WHERE id = ?`).run(id)
    if (before === null) return
    const row = JSON.parse(before) as Record<string, unknown>
    if (target === 'links')
      insertLink.run({
        ...row,
        data: typeof row['data'] === 'string' ? row['data'] : JSON.stringify(row['data']),
      })
    else prepare('INSERT INTO settings (id, value, rev) VALUES (@id, @value, @rev)').run(row)
  }

  return {
    database,
    path,
    index,
    write,
    earlier,
    keepResult(opId, key, result) {
      prepare(
        'UPDATE operations SET result = ? WHERE id = ? AND idempotencyKey = ? AND result IS NOT NULL',
      ).run(JSON.stringify(result), opId, key)
    },
    get,
    need,
    at,
    select,
    links,
    setting<T extends Json>(id: string): T | undefined {
      const row = prepare('SELECT value FROM settings WHERE id = ?').get(id) as { value: string } | undefined
      return row && (JSON.parse(row.value) as T)
    },
    settings(prefix) {
      const rows = prepare('SELECT id, value FROM settings WHERE substr(id, 1, ?) = ? ORDER BY id').all(
        prefix.length,
        prefix,
      )
      return (rows as { id: string; value: string }[]).map((row) => ({
        id: row.id,
        value: JSON.parse(row.value) as Json,
      }))
    },
    undo,
    journal(where, parameters, limit) {
      return prepare(
        `SELECT number, id, at, operation, scope, client, session, execution, idempotencyKey, undoneBy, undoes, irreversible
         FROM operations o WHERE ${where} ORDER BY number DESC LIMIT ?`,
      ).all(...parameters, limit) as JournalEntry[]
    },
    onChange(listener) {
      listeners.push(listener)
    },
    close() {
      database.close()
    },
  }
}

/** A connection whose read transaction stays open: writing through it fails. */
function openSnapshot(path: string): WritableDatabase {
  const database = openReader(path)
  database.exec('BEGIN')
  // The snapshot is taken by the first read, not by BEGIN.
  database.prepare('SELECT count(*) FROM operations').get()
  return database as WritableDatabase
}

const prefixes: Record<string, string> = {
  event: 'ep',
  fact: 'fact',
  preference: 'fact',
  rule: 'fact',
  definition: 'fact',
  procedure: 'proc',
  entity: 'ent',
  relation: 'rel',
  document: 'doc',
  chunk: 'chunk',
  task: 'task',
  goal: 'goal',
}

function idPrefix(kind: string): string {
  return prefixes[kind] ?? 'mem'
}

function tableOf(target: string): string {
  if (target === 'memories' || target === 'links' || target === 'settings') return target
  throw new AthenaError('CORRUPT_DATABASE', `The journal names an unknown table (${target}).`)
}

/** Tells equal contents: case, spaces and final marks do not count. 128 bits of SHA-256. */
export function contentHash(content: string): string {
  const plain = content
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!]+$/, '')
  return createHash('sha256').update(plain).digest('hex').slice(0, 32)
}
