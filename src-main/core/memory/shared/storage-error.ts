import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { AthenaError } from '../../../contract/errors.ts'

/** SQLite's failures in the words of Athena; other errors unchanged. */
export function asStorageError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!code.startsWith('SQLITE_')) return error
  const detail = error instanceof Error ? error.message : code
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new AthenaError(
      'CORRUPT_DATABASE',
      `The memory ${path} is damaged: ${detail}. Nothing was changed. Restore a backup (meta/restore), or run meta/memory_health with repair.`,
    )
  }
  if (code === 'SQLITE_FULL') {
    return new AthenaError(
      'STORAGE',
      `The disk of ${path} is full; nothing of this write was kept. Free some space and repeat it.`,
    )
  }
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_IOERR')
  ) {
    return new AthenaError(
      'STORAGE',
      `The memory ${path} cannot be written: ${detail}. Nothing of this write was kept. Check the folder's permissions.`,
    )
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new AthenaError(
      'STORAGE',
      `Another process has been writing to ${path} for more than five seconds; nothing of this write was kept. Repeat it.`,
    )
  }
  return new AthenaError('STORAGE', `The memory ${path} failed: ${detail}.`)
}

/** A memory that cannot be opened: what happened, and how to go on from a backup or without one. */
export function damaged(error: AthenaError, path: string): AthenaError {
  const folder = join(dirname(path), 'backups')
  const backups = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => name.endsWith('.db'))
    .map((name) => ({ path: join(folder, name), at: statSync(join(folder, name)).mtimeMs }))
    .toSorted((a, b) => b.at - a.at)
  const [newest] = backups
  const file = basename(path)
  const what = error.message
    .split(/: |\. /)
    .slice(0, 2)
    .join(': ')
    .slice(0, 300)
  const way =
    newest === undefined
      ? `There is no backup in ${folder}; without ${file} Athena starts with an empty memory.`
      : `Then copy the newest of ${backups.length} backup${backups.length === 1 ? '' : 's'}, ${newest.path} (of ${new Date(newest.at).toISOString().slice(0, 16)}Z), to ${path}, and start again.`
  return new AthenaError(
    'CORRUPT_DATABASE',
    `${what}. Nothing was changed. Move ${path} away, with ${file}-wal and ${file}-shm if they are there; keep them, for parts may be recovered. ${way}`,
  )
}
