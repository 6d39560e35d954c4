import { statSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { compact, defineOperation, type MemoryContext } from '../operation.ts'
import { filledText, name, tags, writeFields } from '../shared/fields.ts'
import { readablePath } from '../shared/safe-path.ts'
import { storeDocument, type StoreDocument } from './document.ts'
import { filesBelow, hashOf, maximumFile, readFile, statOf } from './files.ts'
import { documentKinds, kindOf, readDocument, type DocumentKind } from './read-document.ts'
import { setWatched, watchedFolders } from './watched.ts'

export const ingest = defineOperation({
  layer: 'rag',
  name: 'ingest',
  description:
    'Takes documents in: a file or a folder by absolute path, a text, or bytes in base64. Markdown, text, HTML, PDF, DOCX, source code, CSV and mail (eml, mbox). ' +
    'Headings, pages and lines are kept for citations. A document that is known (by path, or by `name` for texts) is compared by content: unchanged ones cost nothing, changed passages are replaced, the others keep their ids. ' +
    'In a folder a file that cannot be read is named in `failed` and does not stop the others; hidden files, keys, system folders and Athena’s own data are never read.',
  input: z.strictObject({
    path: filledText(4000).optional(),
    text: z.string().min(1).max(20_000_000).optional(),
    bytes: z.string().max(70_000_000).optional().describe('Base64.'),
    name: name
      .optional()
      .describe('Name of a text or of bytes, such as "notes.md"; its ending tells the kind.'),
    kind: z.enum(documentKinds).optional().describe('By the ending when not given.'),
    chunkSize: z
      .int()
      .min(200)
      .max(10_000)
      .default(1200)
      .describe('Greatest length of a passage in characters.'),
    watch: z
      .boolean()
      .optional()
      .describe(
        'For a folder: true takes later changes in by themselves while Athena runs (new, changed, renamed and removed files), false ends that. rag/list_documents lists what is watched.',
      ),
    tags: tags.optional(),
    ...writeFields,
  }),
  output: z.object({
    documents: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        path: z.string().optional(),
        chunks: z.number(),
        added: z.number(),
        removed: z.number(),
        unchanged: z.boolean(),
      }),
    ),
    failed: z.array(z.object({ path: z.string(), reason: z.string() })),
    skipped: z.number().describe('Files that are no documents or may not be read.'),
    opId: z.string().optional(),
  }),
  positional: ['path'],
  readOnly: false,
  async handler(context, input) {
    const given = [input.path, input.text, input.bytes].filter((one) => one !== undefined)
    if (given.length !== 1)
      throw new AthenaError('BAD_ARGUMENTS', 'rag/ingest: give exactly one of path, text and bytes.')
    const scope = context.writeScope(input.scope)
    let watched: { folder: string; on: boolean } | undefined
    const work: StoreDocument[] = []
    const failed: { path: string; reason: string }[] = []
    const done: Row[] = []
    let skipped = 0
    if (input.watch !== undefined && input.path === undefined)
      throw new AthenaError('BAD_ARGUMENTS', 'rag/ingest: only a folder, given by its path, can be watched.')
    if (input.path === undefined) {
      const key = input.name ?? 'text.txt'
      const kind = input.kind ?? kindOf(key) ?? 'text'
      const bytes =
        input.text === undefined
          ? new Uint8Array(Buffer.from(input.bytes ?? '', 'base64'))
          : new TextEncoder().encode(input.text)
      if (bytes.length === 0) throw new AthenaError('BAD_ARGUMENTS', 'rag/ingest: there is nothing in it.')
      const fileHash = hashOf(bytes)
      const same = unchanged(context, scope, key, fileHash, input.chunkSize)
      if (same) done.push(same)
      else
        work.push({
          key,
          document: await readDocument(bytes, key, kind),
          fileHash,
          chunkSize: input.chunkSize,
          tags: input.tags ?? [],
        })
    } else {
      const real = readablePath(input.path, context.folder)
      const isFolder = statSync(real).isDirectory()
      if (input.watch !== undefined) watched = watchChange(context, real, isFolder, scope, input.watch)
      const found = isFolder ? filesBelow(real, context.folder) : { files: [real], skipped: [] }
      skipped = found.skipped.length
      for (const file of found.files) {
        if (context.signal.aborted)
          throw new AthenaError('CANCELLED', 'rag/ingest was cancelled; nothing was kept.')
        try {
          if (statSync(file).size > maximumFile)
            throw new AthenaError('TOO_LARGE', `larger than ${maximumFile} bytes`)
          const { bytes, hash } = readFile(file)
          const same = unchanged(context, scope, file, hash, input.chunkSize)
          if (same) {
            done.push(same)
            continue
          }
          const kind = (isFolder ? undefined : input.kind) ?? kindOf(basename(file)) ?? 'text'
          work.push({
            key: file,
            path: file,
            folder: isFolder ? real : undefined,
            document: await readDocument(bytes, basename(file), kind satisfies DocumentKind),
            fileHash: hash,
            chunkSize: input.chunkSize,
            tags: input.tags ?? [],
            ...statOf(file),
          })
        } catch (error) {
          if (!isFolder) throw error
          failed.push({ path: file, reason: error instanceof Error ? error.message : String(error) })
        }
      }
    }
    const { path: _path, text: _text, bytes: _bytes, ...small } = input
    if (work.length === 0 && !watched) return { documents: done, failed, skipped }
    const { opId } = context.write({ ...small, ...{ hashes: work.map((one) => one.fileHash) } }, (write) => {
      for (const one of work) {
        const { row, added, removed } = storeDocument(context, write, scope, one)
        done.push(
          compact({
            id: row.id,
            title: one.document.title,
            path: one.path,
            chunks: Number(row.data['chunks']),
            added,
            removed,
            unchanged: false,
          }),
        )
        if (row.data['chunks'] === 0)
          failed.push({
            path: one.path ?? one.key,
            reason: 'no text was found in it (pictures, scripts or a scan only)',
          })
      }
      if (watched)
        setWatched(
          write,
          {
            folder: watched.folder,
            scope,
            chunkSize: input.chunkSize,
            tags: input.tags ?? [],
            since: context.now,
          },
          watched.on,
        )
      return {}
    })
    return { documents: done, failed, skipped, opId }
  },
})

/** Folders watched at once, in all scopes. */
const maximumWatched = 50

/** The change that `watch` makes; undefined when it is so already. */
function watchChange(
  context: MemoryContext,
  folder: string,
  isFolder: boolean,
  scope: string,
  on: boolean,
): { folder: string; on: boolean } | undefined {
  if (!isFolder)
    throw new AthenaError(
      'BAD_ARGUMENTS',
      'rag/ingest: only a folder can be watched; give the folder of the file.',
    )
  const all = watchedFolders(context.store)
  if (all.some((one) => one.folder === folder && one.scope === scope) === on) return undefined
  if (on && all.length >= maximumWatched)
    throw new AthenaError(
      'TOO_MANY',
      `rag/ingest: ${maximumWatched} folders are watched already; end one with watch: false, or watch a folder above several.`,
    )
  return { folder, on }
}

interface Row {
  id: string
  title: string
  path?: string | undefined
  chunks: number
  added: number
  removed: number
  unchanged: boolean
}

/** The stored document when its bytes and cut are the same. */
function unchanged(
  context: MemoryContext,
  scope: string,
  key: string,
  hash: string,
  chunkSize: number,
): Row | undefined {
  const [row] = context.store.select(
    "m.layer = 'rag' AND m.kind = 'document' AND m.scope = ? AND m.name = ? AND m.endedAt IS NULL",
    [scope, key],
  )
  if (!row || row.data['fileHash'] !== hash || row.data['chunkSize'] !== chunkSize) return undefined
  return compact({
    id: row.id,
    title: String(row.data['title']),
    path: typeof row.data['path'] === 'string' ? row.data['path'] : undefined,
    chunks: Number(row.data['chunks']),
    added: 0,
    removed: 0,
    unchanged: true,
  })
}
