import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** Shortest limit of a Unix socket path among our platforms, less one for the terminating zero (macOS: 104 bytes). */
const maxSocketPathBytes = 103

/**
 * Where a local socket of a data folder is: in the folder itself, or, when that path is too long for a socket, in a
 * private folder below the temporary folder; on Windows a named pipe. The same for every process of one user.
 */
export function socketPath(data: string, name: 'mcp' | 'control', platform = process.platform): string {
  const key = createHash('sha256').update(data).digest('hex').slice(0, 16)
  if (platform === 'win32') return `\\\\.\\pipe\\athena-${key}-${name}`
  const path = join(data, `${name}.sock`)
  if (Buffer.byteLength(path) <= maxSocketPathBytes) return path
  const folder = `athena-${userInfo().uid}-${key}`
  const short = join(tmpdir(), folder, `${name}.sock`)
  return Buffer.byteLength(short) <= maxSocketPathBytes ? short : join('/tmp', folder, `${name}.sock`)
}

/**
 * Makes the folder of a socket private, or refuses one that somebody else made in the shared temporary folder.
 *
 * @throws Error when the folder belongs to another user or is open to others.
 */
export function prepareSocketFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const info = lstatSync(folder)
  if (!info.isDirectory() || info.uid !== userInfo().uid || (info.mode & 0o077) !== 0) {
    throw new Error(
      `${folder} is not a private folder of this user. Remove it, or set TMPDIR to another folder.`,
    )
  }
}
