import { AthenaError } from '../../contract/errors.ts'
import type { Clock } from '../ports.ts'
import type { WritableDatabase } from '../store/index.ts'
import { readFile, storedFile } from './protector.ts'
import type { Protector } from './protector.ts'

/** Bytes a session's own files may take, and the results Athena keeps for it (design: execution, section 2). */
export const workspaceBytes = 10 * 1024 * 1024
export const resultsBytes = 100 * 1024 * 1024
const resultsFolder = '/workspace/.results/'
const maxPathLength = 500

/** Read-only files beside the workspace: the tool tree and the skills. */
export interface FileSource {
  listFiles(): string[]
  readFile(path: string): string | undefined
  /** The file that another spelling of a path means, such as `getDocument.ts` for `get_document.ts`. */
  canonicalPath?(path: string): string | undefined
}

export interface FileStat {
  path: string
  size: number
  modifiedAt: number
  directory: boolean
}

/**
 * The virtual tree of a session: `/servers`, `/skills` and `/README.md` read-only, `/workspace` read-write. Files
 * live in SQLite, so there is no link to follow and no path that leaves it.
 */
export interface Workspace {
  /** @throws NO_SUCH_FILE, BAD_PATH */
  readFile(session: string, path: string): Uint8Array
  /** @throws DISK_QUOTA, READ_ONLY, BAD_PATH; a refused write leaves the old file. */
  writeFile(session: string, path: string, content: Uint8Array): void
  readdir(session: string, path: string): string[]
  stat(session: string, path: string): FileStat
  rm(session: string, path: string, recursive: boolean): void
  /** All paths a session can read; `session` undefined leaves the workspace out. */
  list(session: string | undefined): string[]
  /** Keeps a whole result for paging; the oldest make room. Returns its path. */
  keepResult(session: string, execution: string, text: string): string
}

/** The virtual path in its one spelling: absolute, no `.`, `..`, `\\` or NUL. Relative paths start at the root. @throws BAD_PATH */
export function normalisePath(path: string): string {
  if (typeof path !== 'string' || path.length > maxPathLength || /[\0\\]/.test(path)) {
    throw new AthenaError(
      'BAD_PATH',
      `"${String(path).slice(0, 80)}" is not a usable path. Use forward slashes, below /workspace, /servers or /skills.`,
    )
  }
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (parts.length === 0) {
        throw new AthenaError(
          'BAD_PATH',
          `"${path}" leaves the virtual tree. Paths start at /workspace, /servers or /skills.`,
        )
      }
      parts.pop()
      continue
    }
    parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** Where the whole result of an execution is kept. */
export function resultPathOf(execution: string): string {
  return `${resultsFolder}${execution}.json`
}

/** Makes the virtual file system over `athena.db` and the read-only sources. */
export function createWorkspace(
  database: WritableDatabase,
  sources: readonly FileSource[],
  clock: Clock,
  protector?: Protector,
): Workspace {
  const read = database.prepare<[string, string], { content: Buffer; modified_at: number }>(
    'SELECT content, modified_at FROM files WHERE session = ? AND path = ?',
  )
  const write = database.prepare(
    `INSERT INTO files (session, path, content, modified_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (session, path) DO UPDATE SET content = excluded.content, modified_at = excluded.modified_at`,
  )
  const paths = database.prepare<[string], { path: string }>(
    'SELECT path FROM files WHERE session = ? ORDER BY path',
  )
  const used = database.prepare<[string, string], { n: number | null }>(
    `SELECT sum(length(content)) AS n FROM files WHERE session = ? AND path NOT LIKE '${resultsFolder}%' AND path <> ?`,
  )

  function readSource(path: string): string | undefined {
    for (const source of sources) {
      const text = source.readFile(path)
      if (text !== undefined) return text
    }
    if (!path.endsWith('.ts')) return undefined
    for (const source of sources) {
      const canonical = source.canonicalPath?.(path)
      if (canonical !== undefined && canonical !== path) return source.readFile(canonical)
    }
    return undefined
  }

  function list(session: string | undefined): string[] {
    const own = session === undefined ? [] : paths.all(session).map((row) => row.path)
    return [...sources.flatMap((source) => source.listFiles()), ...own]
  }

  function children(session: string, folder: string): Map<string, boolean> {
    const prefix = folder === '/' ? '/' : `${folder}/`
    const names = new Map<string, boolean>()
    if (folder === '/') for (const name of ['servers', 'skills', 'workspace']) names.set(name, true)
    for (const path of list(session)) {
      if (!path.startsWith(prefix)) continue
      const [name = '', ...rest] = path.slice(prefix.length).split('/')
      names.set(name, (names.get(name) ?? false) || rest.length > 0)
    }
    return names
  }

  function isRoot(path: string): boolean {
    return path === '/' || path === '/servers' || path === '/skills' || path === '/workspace'
  }

  function missing(session: string, path: string): AthenaError {
    const folder = path.slice(0, path.lastIndexOf('/')) || '/'
    const near = [...children(session, folder).keys()].slice(0, 5)
    return new AthenaError(
      'NO_SUCH_FILE',
      `There is no file ${path}.${near.length > 0 ? ` In ${folder}: ${near.join(', ')}.` : ''}`,
    )
  }

  function writablePath(path: string): string {
    const normal = normalisePath(path)
    if (normal.startsWith('/workspace/') && !normal.startsWith(resultsFolder)) return normal
    throw new AthenaError(
      'READ_ONLY',
      `${normal} cannot be written. Write below /workspace, such as /workspace/data.json.`,
    )
  }

  return {
    list,
    readFile(session, path) {
      const normal = normalisePath(path)
      const own = read.get(session, normal)
      if (own) return readFile(session, own.content, protector)
      const text = readSource(normal)
      if (text !== undefined) return Buffer.from(text)
      if (isRoot(normal) || children(session, normal).size > 0) {
        throw new AthenaError('BAD_PATH', `${normal} is a folder. Use readdir('${normal}') to list it.`)
      }
      throw missing(session, normal)
    },
    writeFile: database.transaction((session: string, path: string, content: Uint8Array) => {
      const normal = writablePath(path)
      const others = used.get(session, normal)?.n ?? 0
      if (others + content.byteLength > workspaceBytes) {
        throw new AthenaError(
          'DISK_QUOTA',
          `${normal} was not written: the workspace would take ${megabytes(others + content.byteLength)} MB of ${megabytes(workspaceBytes)} MB. Other files are kept; remove some with rm().`,
        )
      }
      write.run(session, normal, storedFile(session, content, protector), clock.now())
    }),
    readdir(session, path) {
      const normal = normalisePath(path)
      const names = children(session, normal)
      if (names.size === 0 && !isRoot(normal)) throw missing(session, normal)
      return [...names.keys()].sort()
    },
    stat(session, path) {
      const normal = normalisePath(path)
      const own = read.get(session, normal)
      if (own) {
        const { byteLength: size } = readFile(session, own.content, protector)
        return { path: normal, size, modifiedAt: own.modified_at, directory: false }
      }
      const text = readSource(normal)
      if (text !== undefined)
        return { path: normal, size: Buffer.byteLength(text), modifiedAt: 0, directory: false }
      if (isRoot(normal) || children(session, normal).size > 0)
        return { path: normal, size: 0, modifiedAt: 0, directory: true }
      throw missing(session, normal)
    },
    rm: database.transaction((session: string, path: string, recursive: boolean) => {
      const normal = writablePath(path)
      const own = database
        .prepare('DELETE FROM files WHERE session = ? AND path = ?')
        .run(session, normal).changes
      if (own > 0) return
      if (children(session, normal).size === 0) throw missing(session, normal)
      if (!recursive)
        throw new AthenaError('BAD_PATH', `${normal} is a folder. Use rm('${normal}', { recursive: true }).`)
      const doomed = paths.all(session).filter((row) => row.path.startsWith(`${normal}/`))
      for (const row of doomed)
        database.prepare('DELETE FROM files WHERE session = ? AND path = ?').run(session, row.path)
    }),
    keepResult: database.transaction((session: string, execution: string, text: string) => {
      const path = resultPathOf(execution)
      write.run(session, path, storedFile(session, Buffer.from(text), protector), clock.now())
      const kept = database
        .prepare<[string], { path: string; size: number }>(
          `SELECT path, length(content) AS size FROM files WHERE session = ? AND path LIKE '${resultsFolder}%' ORDER BY modified_at DESC, path DESC`,
        )
        .all(session)
      let total = 0
      for (const file of kept) {
        total += file.size
        if (total > resultsBytes && file.path !== path)
          database.prepare('DELETE FROM files WHERE session = ? AND path = ?').run(session, file.path)
      }
      return path
    }),
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1)
}
