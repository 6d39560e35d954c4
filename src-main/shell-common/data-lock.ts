import Database from 'better-sqlite3'
import { join } from 'node:path'

/** Holds the data folder for this process. */
export interface DataLock {
  release(): void
}

/**
 * Takes the data folder for this process, or returns undefined when another process has it. SQLite's exclusive lock on
 * a file of its own is the means: the operating system drops it with the process, however it ends, so there is never a
 * stale lock to judge, on any platform.
 */
export function takeDataLock(data: string): DataLock | undefined {
  const database = new Database(join(data, 'host.lock'), { timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if ((error as { code?: string }).code === 'SQLITE_BUSY') return undefined
    throw error
  }
  return { release: () => database.close() }
}
