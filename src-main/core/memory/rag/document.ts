import { z } from 'zod'
import type { Json } from '../../../contract/json.ts'
import type { MemoryRow } from '../database/rows.ts'
import { contentHash, type Write } from '../database/store.ts'
import { compact, type MemoryContext } from '../operation.ts'
import { cutIntoPassages, type Passage } from './chunk.ts'
import type { ReadDocument } from './read-document.ts'

/** Where a passage is from; stays valid when the document changes. */
export const citationSchema = z.object({
  chunkId: z.string(),
  documentId: z.string(),
  title: z.string(),
  path: z.string().optional(),
  headings: z.array(z.string()),
  page: z.number().optional(),
  lines: z.array(z.number()).optional(),
  outdated: z
    .boolean()
    .optional()
    .describe('The document has changed since; this passage is no longer in it.'),
})
export type Citation = z.infer<typeof citationSchema>

export function citationOf(context: MemoryContext, chunk: MemoryRow): Citation {
  const document = chunk.parent === null ? undefined : context.store.get(chunk.parent)
  const { headings, page, lines } = chunk.data
  return compact({
    chunkId: chunk.id,
    documentId: chunk.parent ?? '',
    title: String(document?.data['title'] ?? document?.name ?? ''),
    path: typeof document?.data['path'] === 'string' ? document.data['path'] : undefined,
    headings: Array.isArray(headings) ? (headings as string[]) : [],
    page: typeof page === 'number' ? page : undefined,
    lines: Array.isArray(lines) ? (lines as number[]) : undefined,
    outdated: chunk.endedAt !== null ? true : undefined,
  })
}

/** The passage as it is given: its own text, without the headings that are indexed with it. */
export function passageText(chunk: MemoryRow): string {
  const { body } = chunk.data
  return typeof body === 'string' ? body : chunk.content
}

export interface StoreDocument {
  key: string
  path?: string | undefined
  document: ReadDocument
  fileHash: string
  chunkSize: number
  tags: string[]
  folder?: string | undefined
  mtime?: number | undefined
  size?: number | undefined
}

/** What of a document itself is searched. */
export function documentText(title: string, place: string): string {
  return `${title}\n${place}`
}

/** Stores a document, or what changed of it: equal passages keep their ids, gone ones end. */
export function storeDocument(
  context: MemoryContext,
  write: Write,
  scope: string,
  input: StoreDocument,
): { row: MemoryRow; added: number; removed: number; unchanged: number } {
  const { document } = input
  const passages = cutIntoPassages(document.sections, input.chunkSize)
  const [known] = context.store.select(
    "m.layer = 'rag' AND m.kind = 'document' AND m.scope = ? AND m.name = ? AND m.endedAt IS NULL",
    [scope, input.key],
  )
  const data = compact({
    title: document.title,
    path: input.path,
    folder: input.folder,
    type: document.kind,
    fileHash: input.fileHash,
    chunkSize: input.chunkSize,
    chunks: passages.length,
    mtime: input.mtime,
    size: input.size,
  }) as Record<string, Json>
  const text = documentText(document.title, input.path ?? input.key)
  const row = known
    ? write.update(known.id, { content: text, data, tags: input.tags.length > 0 ? input.tags : known.tags })
    : write.insert({
        layer: 'rag',
        kind: 'document',
        scope,
        name: input.key,
        content: text,
        data,
        tags: input.tags,
        occurredAt: input.mtime ?? context.now,
      })
  const before = new Map<string, MemoryRow[]>()
  if (known) {
    for (const chunk of context.store.select(
      "m.parent = ? AND m.kind = 'chunk' AND m.endedAt IS NULL",
      [known.id],
      'ORDER BY m.position',
    )) {
      before.set(chunk.hash, [...(before.get(chunk.hash) ?? []), chunk])
    }
  }
  let [added, removed, unchanged] = [0, 0, 0]
  // Positions are freed first, so that moved passages do not meet.
  passages.forEach((passage, position) => {
    const content = chunkContent(passage)
    const same = before.get(contentHash(content))?.shift()
    const place = chunkData(passage)
    if (same) {
      unchanged++
      if (same.position !== position || JSON.stringify(same.data) !== JSON.stringify(place))
        write.update(same.id, { position, data: place })
      return
    }
    added++
    write.insert({
      layer: 'rag',
      kind: 'chunk',
      scope,
      content,
      parent: row.id,
      session: row.id,
      position,
      tags: row.tags,
      data: place,
      occurredAt: row.occurredAt,
    })
  })
  for (const chunk of [...before.values()].flat()) {
    write.end(chunk.id, 'refresh', 'no longer in the document')
    removed++
  }
  return { row, added, removed, unchanged }
}

function chunkContent(passage: Passage): string {
  return passage.headings.length > 0 ? `${passage.headings.join(' › ')}\n${passage.text}` : passage.text
}

function chunkData(passage: Passage): Record<string, Json> {
  return compact({
    headings: passage.headings,
    body: passage.headings.length > 0 ? passage.text : undefined,
    page: passage.page,
    lines: passage.lines,
  }) as Record<string, Json>
}
