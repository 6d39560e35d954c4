import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
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

/** Files below a folder that can be read, in order; what is passed over is named with the reason. */
export function filesBelow(
  folder: string,
  dataFolder: string,
): { files: string[]; skipped: { path: string; reason: string }[] } {
  const files: string[] = []
  const skipped: { path: string; reason: string }[] = []
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true }).toSorted((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
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

/** Bytes of a file with their hash. */
export function readFile(path: string): { bytes: Uint8Array; hash: string; mtime: number } {
  const bytes = readFileSync(path)
  return { bytes, hash: hashOf(bytes), mtime: Math.round(statSync(path).mtimeMs) }
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
