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
