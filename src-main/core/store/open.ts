import Database from 'better-sqlite3'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { AthenaError } from '../../contract/errors.ts'

declare const writable: unique symbol
declare const readable: unique symbol
/** A connection that may only be read from; a writer is a reader, never the other way round. */
export type ReadableDatabase = Database.Database & { readonly [readable]: true }
/** The one connection that writes. */
export type WritableDatabase = ReadableDatabase & { readonly [writable]: true }

/** One step of a schema; steps are numbered from 1, never edited after release, each with a test. */
export interface Migration {
  number: number
  name: string
  up: (database: Database.Database) => void
}

/**
 * Opens (or makes) a SQLite database and brings its schema up to date. WAL, foreign keys, 5 s busy time-out.
 * The schema number is SQLite's `user_version`.
 *
 * @throws NEWER_DATABASE when a newer Athena wrote it; CORRUPT_DATABASE when the file is damaged; STORAGE when the
 * folder cannot be written. Nothing is changed in any of these cases.
 */
export function openDatabase(path: string, migrations: readonly Migration[]): WritableDatabase {
  let database: Database.Database
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    database = new Database(path, { timeout: 5000 })
  } catch (error) {
    throw new AthenaError(
      'STORAGE',
      `Cannot open the database ${path}: ${message(error)}. Check that the folder is writable and the disk is not full.`,
    )
  }
  try {
    const version = database.pragma('user_version', { simple: true }) as number
    const newest = migrations.at(-1)?.number ?? 0
    if (version > newest) {
      throw new AthenaError(
        'NEWER_DATABASE',
        `${path} was written by a newer Athena (schema ${version}, this version knows ${newest}). Install the newer version, or set ATHENA_DATA to another folder.`,
        { version, newest },
      )
    }
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    for (const migration of migrations) {
      if (migration.number <= version) continue
      database
        .transaction(() => {
          migration.up(database)
          database.pragma(`user_version = ${migration.number}`)
        })
        .immediate()
    }
  } catch (error) {
    database.close()
    if (error instanceof AthenaError) throw error
    if (/malformed|not a database|corrupt/i.test(message(error))) {
      throw new AthenaError(
        'CORRUPT_DATABASE',
        `${path} is damaged: ${message(error)}. Restore a backup, or move the file away to start empty.`,
      )
    }
    throw new AthenaError('STORAGE', `Cannot prepare the database ${path}: ${message(error)}`)
  }
  return database as WritableDatabase
}

/** A second, read-only connection to a database that {@link openDatabase} has prepared. */
export function openReader(path: string): ReadableDatabase {
  if (!existsSync(path)) throw new AthenaError('STORAGE', `There is no database at ${path}.`)
  const database = new Database(path, { readonly: true, timeout: 5000 })
  return database as unknown as ReadableDatabase
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
