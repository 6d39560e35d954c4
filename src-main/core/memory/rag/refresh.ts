import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { changeFields, filledText, id } from '../shared/fields.ts'
import { refusalOf } from '../shared/safe-path.ts'
import { storeDocument, type StoreDocument } from './document.ts'
import { filesBelow, readFile } from './files.ts'
import { kindOf, readDocument, type DocumentKind } from './read-document.ts'

export const refresh = defineOperation({
  layer: 'rag',
  name: 'refresh',
  description:
    'Looks whether the files of documents changed and takes the changes in: for one document, for what was taken from a folder, or for all. New files of the folder are added, passages of changed files replaced, documents whose file is gone are ended; citations of old passages keep working and are marked outdated.',
  input: z.strictObject({
    documentId: id.optional(),
    folder: filledText(4000).optional().describe('A folder that was ingested.'),
    ...changeFields,
  }),
  output: z.object({
    changed: z.array(z.object({ id: z.string(), path: z.string(), added: z.number(), removed: z.number() })),
    added: z.array(z.object({ id: z.string(), path: z.string() })),
    removed: z.array(z.object({ id: z.string(), path: z.string() })),
    unchanged: z.number(),
    failed: z.array(z.object({ path: z.string(), reason: z.string() })),
    opId: z.string().optional(),
  }),
  positional: ['documentId'],
  readOnly: false,
  async handler(context, input) {
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['rag'],
      kinds: ['document'],
      cold: true,
    })
    if (input.documentId !== undefined)
      context.need(input.documentId, input, { layer: 'rag', kind: 'document' })
    const rows = context.store
      .select(sql, parameters)
      .filter((row) => typeof row.data['path'] === 'string')
      .filter((row) => input.documentId === undefined || row.id === input.documentId)
      .filter(
        (row) =>
          input.folder === undefined ||
          row.data['folder'] === input.folder ||
          String(row.data['path']).startsWith(`${input.folder}/`),
      )
    const result = {
      changed: [] as { id: string; path: string; added: number; removed: number }[],
      added: [] as { id: string; path: string }[],
      removed: [] as { id: string; path: string }[],
      unchanged: 0,
      failed: [] as { path: string; reason: string }[],
    }
    const work: { scope: string; document: StoreDocument; isNew: boolean }[] = []
    const gone: typeof rows = []
    const read = async (path: string, like: (typeof rows)[number], isNew: boolean): Promise<void> => {
      try {
        const { bytes, hash, mtime } = readFile(path)
        if (!isNew && like.data['fileHash'] === hash) {
          result.unchanged++
          return
        }
        const kind = isNew ? (kindOf(basename(path)) ?? 'text') : (like.data['type'] as DocumentKind)
        work.push({
          scope: like.scope,
          isNew,
          document: {
            key: path,
            path,
            folder: typeof like.data['folder'] === 'string' ? like.data['folder'] : undefined,
            document: await readDocument(bytes, basename(path), kind),
            fileHash: hash,
            chunkSize: Number(like.data['chunkSize']),
            tags: like.tags,
            mtime,
          },
        })
      } catch (error) {
        result.failed.push({ path, reason: error instanceof Error ? error.message : String(error) })
      }
    }
    for (const row of rows) {
      const path = String(row.data['path'])
      if (!existsSync(path)) gone.push(row)
      else if (refusalOf(path, context.folder) === undefined) await read(path, row, false)
    }
    const known = new Set(rows.map((row) => String(row.data['path'])))
    if (input.documentId === undefined) {
      const folders = new Map(
        rows.flatMap((row) =>
          typeof row.data['folder'] === 'string' ? [[row.data['folder'], row] as const] : [],
        ),
      )
      for (const [folder, like] of folders) {
        if (!existsSync(folder)) continue
        for (const path of filesBelow(folder, context.folder).files)
          if (!known.has(path)) await read(path, like, true)
      }
    }
    if (work.length + gone.length === 0) return result
    const { opId } = context.write(input, (write) => {
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
  },
})
