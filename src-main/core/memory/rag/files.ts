import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import { refusalOf } from '../shared/safe-path.ts'
import { kindOf } from './read-document.ts'

/** Largest file that is taken in. */
export const maximumFile = 50_000_000
const maximumFiles = 20_000
const skippedFolders = new Set([
  'node_modules',
  'dist',
  'build',
  'out',
  'target',
  'vendor',
  '__pycache__',
  'coverage',
])

/** What is in a folder, by name; nothing when it is gone since or not ours to read. */
function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  } catch {
    return []
  }
}

/** Files below a folder that can be read, in order; what is passed over is named with the reason. */
export function filesBelow(
  folder: string,
  dataFolder: string,
): { files: string[]; skipped: { path: string; reason: string }[] } {
  const files: string[] = []
  const skipped: { path: string; reason: string }[] = []
  const walk = (path: string): void => {
    for (const entry of entriesOf(path)) {
      if (files.length >= maximumFiles) {
        skipped.push({ path, reason: `more than ${maximumFiles} files` })
        return
      }
      const full = join(path, entry.name)
      if (entry.name.startsWith('.') || entry.isSymbolicLink()) continue
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) walk(full)
        continue
      }
      if (!entry.isFile()) continue
      const refusal = refusalOf(full, dataFolder)
      if (refusal !== undefined) skipped.push({ path: full, reason: refusal })
      else if (kindOf(entry.name) === undefined)
        skipped.push({ path: full, reason: 'not a kind of document that is read' })
      else if (statSync(full).size > maximumFile)
        skipped.push({ path: full, reason: `larger than ${maximumFile} bytes` })
      else files.push(full)
    }
  }
  walk(folder)
  return { files, skipped }
}

/** A folder and those below it that {@link filesBelow} looks into, at most so many. */
export function foldersBelow(folder: string, most: number): string[] {
  const found: string[] = []
  const queue = [folder]
  for (let path = queue.shift(); path !== undefined && found.length < most; path = queue.shift()) {
    found.push(path)
    try {
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        if (entry.isDirectory() && !entry.name.startsWith('.') && !skippedFolders.has(entry.name))
          queue.push(join(path, entry.name))
      }
    } catch {
      // Gone since, or not ours to read.
    }
  }
  return found
}

/** Bytes of a file with their hash. */
export function readFile(path: string): { bytes: Uint8Array; hash: string } {
  const bytes = readFileSync(path)
  return { bytes, hash: hashOf(bytes) }
}

/** When a file was changed last, in epoch milliseconds, and its bytes. */
export function statOf(path: string): { mtime: number; size: number } {
  const { mtimeMs, size } = statSync(path)
  return { mtime: Math.round(mtimeMs), size }
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
