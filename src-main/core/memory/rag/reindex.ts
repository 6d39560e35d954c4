import { z } from 'zod'
import { defineOperation } from '../operation.ts'

export const reindex = defineOperation({
  layer: 'rag',
  name: 'reindex',
  description:
    'Makes the text index of all layers anew from the rows, in one transaction: readers see the old index until the new one is there. Contents do not change. Tells whether anything was missing before. With `vectors` all vectors are dropped too; while the embedder is on they are made anew in the background.',
  input: z.strictObject({
    optimise: z.boolean().default(true).describe('Also merges the index into one segment, for speed.'),
    vectors: z.boolean().default(false).describe('Also drops the vectors.'),
  }),
  output: z.object({
    indexed: z.number(),
    missingBefore: z.number(),
    orphansBefore: z.number(),
    durationMs: z.number(),
  }),
  readOnly: false,
  handler(context, input) {
    const { database, index } = context.store
    const started = performance.now()
    const { missing, orphans } = index.desync()
    const indexed = database.transaction(() => index.rebuild()).immediate()
    if (input.optimise) database.exec("INSERT INTO memory_fts(memory_fts) VALUES ('optimize')")
    if (input.vectors) context.embedding.dropVectors()
    context.retrieval.forget()
    return {
      indexed,
      missingBefore: missing,
      orphansBefore: orphans,
      durationMs: Math.round(performance.now() - started),
    }
  },
})
