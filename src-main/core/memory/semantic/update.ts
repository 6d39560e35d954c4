import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import type { Write } from '../database/store.ts'
import { defineOperation, type MemoryContext } from '../operation.ts'
import { changeFields, filledText, id, score01, shortText, tags, time } from '../shared/fields.ts'
import { factKinds, readTriple } from './fact.ts'
import { insertFact } from './store.ts'

export const update = defineOperation({
  layer: 'semantic',
  name: 'update',
  description:
    'Replaces a belief by a corrected one, in one step. ' +
    'The old belief leaves every search in the same transaction and stays in `semantic/history`. Name it by `id`, or by a `query` that must fit exactly one belief best (CONFLICT with the ' +
    'candidates otherwise). Open contradictions with the old belief are closed, and paraphrases of it (same subject and predicate, same object) go with it.',
  input: z.strictObject({
    id: id.optional(),
    query: shortText.optional().describe('Instead of the id: words that name the belief.'),
    statement: filledText(20_000).describe('What is right.'),
    reason: shortText.optional(),
    confidence: score01.optional(),
    validFrom: time.optional(),
    validTo: time.optional(),
    sources: z.array(shortText).max(100).optional(),
    tags: tags.optional(),
    ...changeFields,
  }),
  output: z.object({
    oldId: z.string(),
    newId: z.string(),
    alsoSuperseded: z.array(z.string()).describe('Paraphrases of the old belief that went with it.'),
    opId: z.string(),
  }),
  positional: ['id', 'statement'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const old = findFact(context, input)
      return supersede(context, write, old, input)
    })
  },
})

interface Correction {
  statement: string
  reason?: string | undefined
  confidence?: number | undefined
  validFrom?: number | undefined
  validTo?: number | undefined
  sources?: string[] | undefined
  tags?: string[] | undefined
}

/** Replaces a belief inside a write. */
export function supersede(
  context: MemoryContext,
  write: Write,
  old: MemoryRow,
  input: Correction,
): { oldId: string; newId: string; alsoSuperseded: string[] } {
  const triple = readTriple(input.statement)
  const paraphrases =
    old.subject === null || old.predicate === null || old.object === null
      ? []
      : context.store.select(
          "m.layer = 'semantic' AND m.scope = ? AND m.endedAt IS NULL AND m.subject = ? AND m.predicate = ? AND m.object = ? COLLATE NOCASE AND m.id <> ?",
          [old.scope, old.subject, old.predicate, old.object, old.id],
        )
  const gone = [old, ...paraphrases].map((row) => row.id)
  const { row } = insertFact(
    context,
    write,
    old.scope,
    {
      statement: input.statement,
      kind: old.kind as (typeof factKinds)[number],
      confidence: input.confidence ?? old.confidence,
      validFrom: input.validFrom ?? old.validFrom ?? undefined,
      validTo: input.validTo ?? old.validTo ?? undefined,
      sources: input.sources,
      tags: input.tags ?? old.tags,
      // A correction of the object keeps what it is about.
      ...(triple.subject === null &&
        old.subject !== null &&
        old.predicate !== null && {
          subject: old.subject,
          predicate: old.predicate,
          object: input.statement,
        }),
    },
    gone,
  )
  for (const one of gone) {
    write.end(one, 'superseded', input.reason)
    write.link(row.id, one, 'supersedes')
    closeConflicts(context, write, one)
  }
  return { oldId: old.id, newId: row.id, alsoSuperseded: gone.slice(1) }
}

/** Closes the open contradictions a belief is part of, when it is no longer believed. */
export function closeConflicts(context: MemoryContext, write: Write, factId: string): void {
  const open = context.store.select(
    "m.layer = 'semantic' AND m.kind = 'conflict' AND m.status = 'open' AND (json_extract(m.data, '$.a') = ? OR json_extract(m.data, '$.b') = ?)",
    [factId, factId],
  )
  for (const conflict of open) {
    write.update(conflict.id, {
      status: 'resolved',
      data: { ...conflict.data, decision: 'ended', rationale: `${factId} is no longer believed` },
    })
  }
}

/** The one current belief that an input names by id or by words. */
export function findFact(
  context: MemoryContext,
  input: { id?: string | undefined; query?: string | undefined; scope?: string | string[] | undefined },
): MemoryRow {
  if ((input.id === undefined) === (input.query === undefined)) {
    throw new AthenaError('BAD_ARGUMENTS', 'Name the belief by either id or query.')
  }
  if (input.id !== undefined) {
    const row = context.need(input.id, input, { layer: 'semantic', kind: factKinds })
    if (row.endedAt !== null) {
      throw new AthenaError(
        'CONFLICT',
        `${row.id} is no longer believed (${row.endedBy}); semantic/history shows what took its place.`,
      )
    }
    return row
  }
  const hits = context.retrieval.search({
    query: input.query ?? '',
    limit: 5,
    scopes: context.readScopes(input.scope),
    layers: ['semantic'],
    kinds: factKinds,
    now: context.now,
  })
  const [first, second] = hits
  if (!first) throw new AthenaError('NOT_FOUND', `No belief fits "${input.query}".`)
  if (second && second.score > first.score * 0.8) {
    const list = hits.map((hit) => `${hit.row.id}: ${hit.row.content.slice(0, 100)}`).join('; ')
    throw new AthenaError('CONFLICT', `Several beliefs fit "${input.query}"; name one by id: ${list}`, {
      candidates: hits.map((hit) => hit.row.id),
    })
  }
  return first.row
}
