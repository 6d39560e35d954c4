import { existsSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'
import type { MemoryRow } from '../database/rows.ts'
import type { CommonInput, MemoryContext } from '../operation.ts'
import { refusalOf } from '../shared/safe-path.ts'
import { documentText, storeDocument, type StoreDocument } from './document.ts'
import { filesBelow, readFile, statOf } from './files.ts'
import { kindOf, readDocument, type DocumentKind } from './read-document.ts'

/** How new files of a folder are taken in. */
export interface FolderSettings {
  scope: string
  chunkSize: number
  tags: string[]
}

export interface Refreshed {
  changed: { id: string; path: string; added: number; removed: number }[]
  added: { id: string; path: string }[]
  moved: { id: string; from: string; path: string }[]
  removed: { id: string; path: string }[]
  unchanged: number
  failed: { path: string; reason: string }[]
  opId?: string
}

/** Longest that a file's time may be the same although it changed: two seconds on FAT, less elsewhere. */
const coarseTime = 3000

/**
 * Takes in what changed in the files of documents and, for `folders`, which files came, went or got another name. All of it is one write.
 * A file with a new name and the bytes of one that is gone is the same document: its passages keep their ids. With `trustTimes` files of equal size
 * and time are not read.
 */
export async function refreshDocuments(
  context: MemoryContext,
  input: CommonInput,
  {
    rows,
    folders,
    trustTimes = false,
  }: { rows: readonly MemoryRow[]; folders: ReadonlyMap<string, FolderSettings>; trustTimes?: boolean },
): Promise<Refreshed> {
  const result: Refreshed = { changed: [], added: [], moved: [], removed: [], unchanged: 0, failed: [] }
  const work: { scope: string; document: StoreDocument; isNew: boolean }[] = []
  const gone: MemoryRow[] = []
  const missing = new Set<string>()
  const moves: { row: MemoryRow; path: string; mtime: number; size: number }[] = []
  const seen = { files: 0 }

  async function read(
    path: string,
    like: FolderSettings & { folder?: string | undefined; kind?: DocumentKind },
    known?: MemoryRow,
  ): Promise<void> {
    // Others get their turn between files.
    if (++seen.files % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    try {
      const now = statOf(path)
      const { mtime, size } = known?.data ?? {}
      if (trustTimes && now.mtime === mtime && now.size === size && now.mtime < context.now - coarseTime) {
        result.unchanged++
        return
      }
      const { bytes, hash } = readFile(path)
      if (known?.data['fileHash'] === hash) {
        result.unchanged++
        return
      }
      if (!known) {
        const index = gone.findIndex((row) => row.data['fileHash'] === hash && row.scope === like.scope)
        const [row] = index < 0 ? [] : gone.splice(index, 1)
        if (row) {
          moves.push({ row, path, ...now })
          return
        }
      }
      work.push({
        scope: like.scope,
        isNew: known === undefined,
        document: {
          key: path,
          path,
          folder: like.folder,
          document: await readDocument(bytes, basename(path), like.kind ?? kindOf(basename(path)) ?? 'text'),
          fileHash: hash,
          chunkSize: like.chunkSize,
          tags: like.tags,
          ...now,
        },
      })
    } catch (error) {
      result.failed.push({ path, reason: error instanceof Error ? error.message : String(error) })
    }
  }

  /** Why a folder cannot be looked through now; its documents stay as they are then: a drive that is not plugged in is no deletion. */
  function unreachable(folder: string): boolean {
    if (missing.has(folder)) return true
    // A link put in its place could lead anywhere.
    if (
      existsSync(folder) &&
      realpathSync(folder) === folder &&
      refusalOf(folder, context.folder) === undefined
    )
      return false
    missing.add(folder)
    result.failed.push({ path: folder, reason: 'the folder is not there, or may not be read' })
    return true
  }

  for (const row of rows) {
    const path = String(row.data['path'])
    const { folder } = row.data
    if (typeof folder === 'string' && unreachable(folder)) continue
    if (!existsSync(path)) gone.push(row)
    else if (realpathSync(path) !== path)
      result.failed.push({ path, reason: 'a link has taken the place of the file' })
    else if (refusalOf(path, context.folder) === undefined) {
      await read(
        path,
        {
          scope: row.scope,
          chunkSize: Number(row.data['chunkSize']),
          tags: row.tags,
          folder: typeof folder === 'string' ? folder : undefined,
          kind: row.data['type'] as DocumentKind,
        },
        row,
      )
    }
  }
  const known = new Set(rows.map((row) => `${row.scope} ${String(row.data['path'])}`))
  for (const [folder, settings] of folders) {
    if (unreachable(folder)) continue
    for (const path of filesBelow(folder, context.folder).files)
      if (!known.has(`${settings.scope} ${path}`)) await read(path, { ...settings, folder })
  }
  if (work.length + gone.length + moves.length === 0) return result
  const { opId } = context.write(input, (write) => {
    for (const { row, path, mtime, size } of moves) {
      write.update(row.id, {
        name: path,
        content: documentText(String(row.data['title']), path),
        data: { ...row.data, path, mtime, size },
      })
      result.moved.push({ id: row.id, from: String(row.data['path']), path })
    }
    for (const { scope, document, isNew } of work) {
      const stored = storeDocument(context, write, scope, document)
      const path = document.path ?? document.key
      if (isNew) result.added.push({ id: stored.row.id, path })
      else result.changed.push({ id: stored.row.id, path, added: stored.added, removed: stored.removed })
    }
    for (const row of gone) {
      for (const chunk of context.store.select("m.parent = ? AND m.kind = 'chunk' AND m.endedAt IS NULL", [
        row.id,
      ]))
        write.end(chunk.id, 'refresh', 'the file is gone')
      write.end(row.id, 'refresh', 'the file is gone')
      result.removed.push({ id: row.id, path: String(row.data['path']) })
    }
    return {}
  })
  return { ...result, opId }
}
