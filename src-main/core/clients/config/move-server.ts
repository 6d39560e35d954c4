import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { applyEdits, modify, parseTree, findNodeAtLocation, type Node } from 'jsonc-parser'
import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { formatOf } from './edit-config.ts'
import { hash, unifiedDiff, writeWhole } from './change-file.ts'

/** A server of a client: the file and where in it the entry stands. */
export interface MovedFrom {
  client: string
  file: string
  originalName: string
  /** JSON path of the object that holds the entry, such as `['mcpServers']`. */
  section: string[]
}

const record = z.object({
  client: z.string(),
  file: z.string(),
  originalName: z.string(),
  section: z.array(z.string()),
  at: z.number(),
  /** The bytes before the change, base64, and the hash of those after it. */
  before: z.string(),
  afterHash: z.string(),
})
type MoveRecord = z.infer<typeof record>

/** The change that moving makes to the client's file, as a unified diff; values of variables and headers are masked. */
export function describeMove(from: MovedFrom): string {
  const before = masked(readFileSync(from.file, 'utf8'))
  return unifiedDiff(from.file, before, without(before, from))
}

/**
 * Takes the entry out of the client's file, so that the client no longer starts the server itself. The bytes before are kept in the data
 * folder.
 *
 * @returns Where the backup is.
 * @throws CONFLICT when the entry is not there any more.
 */
export function takeOut(from: MovedFrom, data: string, now: number): string {
  const before = readFileSync(from.file)
  const after = without(before.toString('utf8'), from)
  const backup = backupPath(data, from)
  mkdirSync(dirname(backup), { recursive: true, mode: 0o700 })
  const kept: MoveRecord = {
    ...from,
    at: now,
    before: before.toString('base64'),
    afterHash: hash(Buffer.from(after)),
  }
  // Before the change: a crash in between leaves a backup too many, never one too few.
  writeFileSync(backup, JSON.stringify(kept), { mode: 0o600, flush: true })
  writeWhole(from.file, after)
  return backup
}

/**
 * Puts the entry back. A file that nobody touched since gets its old bytes; in one that was changed, the entry alone is added.
 *
 * @throws NOT_FOUND when the server was not moved; CONFLICT when the client has a server of that name again.
 */
export function putBack(client: string, originalName: string, data: string): string {
  const found = listMoved(data).find((one) => one.client === client && one.originalName === originalName)
  if (!found) {
    throw new AthenaError(
      'NOT_FOUND',
      `No server "${originalName.slice(0, 64)}" was moved from ${client.slice(0, 64)}.`,
    )
  }
  const old = Buffer.from(found.before, 'base64')
  const now = existsSync(found.file) ? readFileSync(found.file) : Buffer.from('')
  if (hash(now) === found.afterHash) writeWhole(found.file, old)
  else {
    const path = [...found.section, originalName]
    const text = now.toString('utf8').trim() === '' ? '{}' : now.toString('utf8')
    if (entryAt(text, path) !== undefined)
      throw new AthenaError(
        'CONFLICT',
        `${found.file} has a server "${originalName}" again. It was not changed.`,
      )
    const entry = entryAt(old.toString('utf8'), path)
    if (entry === undefined) throw new AthenaError('INTERNAL', 'The backup does not hold the entry.')
    writeWhole(found.file, applyEdits(text, modify(text, path, entry, { formattingOptions: formatOf(text) })))
  }
  rmSync(backupPath(data, found), { force: true })
  return found.file
}

/** Servers that were moved and not put back, oldest first. */
export function listMoved(data: string): MoveRecord[] {
  const folder = join(data, 'client-backups')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.startsWith('moved-'))
    .flatMap((name) => {
      try {
        return [record.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))]
      } catch {
        // Half a file is no backup of ours.
        return []
      }
    })
    .toSorted((a, b) => a.at - b.at)
}

function without(text: string, { section, originalName, file }: MovedFrom): string {
  const path = [...section, originalName]
  if (entryAt(text, path) === undefined)
    throw new AthenaError('CONFLICT', `${file} has no server "${originalName}" any more. It was not changed.`)
  return applyEdits(text, modify(text, path, undefined, { formattingOptions: formatOf(text) }))
}

function entryAt(text: string, path: string[]): unknown {
  const root = parseTree(text.replace(/^\uFEFF/, ' '), [], { allowTrailingComma: true })
  const node = root && findNodeAtLocation(root, path)
  return node && (JSON.parse(JSON.stringify(valueOf(node))) as unknown)
}

function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf)
  if (node.type !== 'object') return node.value as unknown
  return Object.fromEntries(
    (node.children ?? []).map(({ children }) => [
      String(children?.[0]?.value),
      children?.[1] ? valueOf(children[1]) : null,
    ]),
  )
}

/** The text with every value below `env` and `headers` masked, wherever it stands. */
function masked(text: string): string {
  const root = parseTree(text.replace(/^\uFEFF/, ' '), [], { allowTrailingComma: true })
  const spots: Node[] = []
  const visit = (node: Node, secret: boolean): void => {
    if (node.type === 'property') {
      const [key, value] = node.children ?? []
      const hides = secret || key?.value === 'env' || key?.value === 'headers'
      if (value) visit(value, hides)
      return
    }
    if (secret && node.type !== 'object' && node.type !== 'array') spots.push(node)
    for (const child of node.children ?? []) visit(child, secret)
  }
  if (root) visit(root, false)
  let result = text
  for (const { offset, length } of spots.toSorted((a, b) => b.offset - a.offset))
    result = `${result.slice(0, offset)}"•••"${result.slice(offset + length)}`
  return result
}

function backupPath(data: string, { client, file, originalName }: MovedFrom): string {
  const id = hash(Buffer.from(`${file}\n${originalName}`)).slice(0, 12)
  return join(data, 'client-backups', `moved-${client}-${id}.json`)
}
