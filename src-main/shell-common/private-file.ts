import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** Writes a file that only this user can read, in one step: a reader sees the old or the new text, never a part. */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`
  try {
    writeFileSync(temporary, content, { mode: 0o600, flush: true, flag: 'wx' })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

/**
 * A secret of this installation: 256 random bits as base64url text in a private file, made at first use.
 * A file that is too short to be a secret is replaced.
 */
export function secretFile(path: string): string {
  const known = readText(path)?.trim()
  if (known !== undefined && known.length >= 32) return known
  const secret = randomBytes(32).toString('base64url')
  writePrivateFile(path, `${secret}\n`)
  return secret
}

/** The text of a file, or undefined when there is none. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
