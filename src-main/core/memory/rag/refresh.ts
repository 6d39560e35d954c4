import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { changeFields, filledText, id } from '../shared/fields.ts'
import { refreshDocuments, type FolderSettings } from './refresh-documents.ts'
import { watchedFolders } from './watched.ts'

export const refresh = defineOperation({
  layer: 'rag',
  name: 'refresh',
  description:
    'Looks whether the files of documents changed and takes the changes in: for one document, for what was taken from a folder, or for all. New files of the folder are added, passages of changed files replaced, files with a new name stay the same document, documents whose file is gone are ended (not when the whole folder is gone: a drive may be unplugged); citations of old passages keep working and are marked outdated.',
  input: z.strictObject({
    documentId: id.optional(),
    folder: filledText(4000).optional().describe('A folder that was ingested.'),
    ...changeFields,
  }),
  output: z.object({
    changed: z.array(z.object({ id: z.string(), path: z.string(), added: z.number(), removed: z.number() })),
    added: z.array(z.object({ id: z.string(), path: z.string() })),
    moved: z.array(z.object({ id: z.string(), from: z.string(), path: z.string() })),
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
    const folders = new Map<string, FolderSettings>()
    if (input.documentId === undefined) {
      for (const { scope, tags, data } of rows) {
        const { folder, chunkSize } = data
        if (typeof folder === 'string') folders.set(folder, { scope, tags, chunkSize: Number(chunkSize) })
      }
      for (const watched of watchedFolders(context.store)) {
        if (
          context.readScopes(input.scope).includes(watched.scope) &&
          (input.folder ?? watched.folder) === watched.folder
        )
          folders.set(watched.folder, watched)
      }
    }
    return refreshDocuments(context, input, { rows, folders })
  },
})
