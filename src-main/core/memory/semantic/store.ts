import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { contentHash, type Write } from '../database/store.ts'
import { compact, defineOperation, type MemoryContext } from '../operation.ts'
import type { MemoryRow } from '../database/rows.ts'
import { score01, shortText, tags, time, writeFields } from '../shared/fields.ts'
import {
  factFields,
  factKinds,
  isSingleValued,
  normalName,
  overlaps,
  readTriple,
  sameName,
  sameSubject,
} from './fact.ts'

export const newFactInput = {
  ...factFields,
  kind: z.enum(factKinds).default('fact'),
  confidence: score01.default(0.9).describe('0 a guess … 1 certain.'),
  validFrom: time.optional().describe('True in the world from this time.'),
  validTo: time.optional().describe('True until this time.'),
  condition: shortText
    .optional()
    .describe('When it applies, for rules and preferences: "when writing to customers".'),
  sources: z
    .array(shortText)
    .max(100)
    .optional()
    .describe('Ids of memories, files, addresses or people that support it.'),
  single: z
    .boolean()
    .optional()
    .describe(
      'Whether the subject can have only one object at a time (lives in: yes, likes: no). Guessed for common predicates.',
    ),
  tags: tags.optional(),
}

export const store = defineOperation({
  layer: 'semantic',
  name: 'store',
  description:
    'Stores a belief, with the time it is true and what supports it. ' +
    'Nothing is overwritten: `verdict` says whether it is new, a duplicate (the first is strengthened), a refinement (more precise than one stored) or contradicts ' +
    'beliefs of the same subject and predicate that are true at the same time; `conflicts` names those, and each waits in `semantic/conflicts` for a decision. ' +
    'To replace a belief use `semantic/update`. Subject, predicate and object are read from simple sentences ("Anna lives in Oslo") when not given.',
  input: z.strictObject({ ...newFactInput, ...writeFields }),
  output: z.object({
    id: z.string(),
    verdict: z.enum(['new', 'duplicate', 'refines', 'contradicts']),
    conflicts: z.array(z.object({ id: z.string(), conflictId: z.string(), statement: z.string() })),
    refines: z.string().optional(),
    opId: z.string(),
  }),
  positional: ['statement'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write, scope) => {
      const { row, verdict, conflicts, refines } = insertFact(context, write, scope, input)
      return compact({ id: row.id, verdict, conflicts, refines })
    })
  },
})

interface NewFact {
  statement?: string | undefined
  subject?: string | undefined
  predicate?: string | undefined
  object?: string | undefined
  kind: (typeof factKinds)[number]
  confidence: number
  validFrom?: number | undefined
  validTo?: number | undefined
  condition?: string | undefined
  sources?: string[] | undefined
  single?: boolean | undefined
  tags?: string[] | undefined
}

interface InsertedFact {
  row: MemoryRow
  verdict: 'new' | 'duplicate' | 'refines' | 'contradicts'
  conflicts: { id: string; conflictId: string; statement: string }[]
  refines?: string
}

/** Stores a belief inside a write; see {@link store}. `replacing` is left out of the search for conflicts. */
export function insertFact(
  context: MemoryContext,
  write: Write,
  scope: string,
  input: NewFact,
  replacing: readonly string[] = [],
): InsertedFact {
  const given = input.subject !== undefined && input.predicate !== undefined && input.object !== undefined
  if (input.statement === undefined && !given) {
    throw new AthenaError('BAD_ARGUMENTS', 'Give a statement, or all of subject, predicate and object.')
  }
  if (input.validFrom !== undefined && input.validTo !== undefined && input.validFrom >= input.validTo) {
    throw new AthenaError('BAD_ARGUMENTS', 'validFrom must be before validTo.')
  }
  const statement = input.statement ?? `${input.subject} ${input.predicate} ${input.object}`
  const read = readTriple(statement)
  const triple = {
    subject: input.subject ?? read.subject,
    predicate: input.predicate ?? read.predicate,
    object: input.object ?? read.object,
  }
  const times = { validFrom: input.validFrom ?? null, validTo: input.validTo ?? null }
  const duplicate = context.store
    .select("m.hash = ? AND m.scope = ? AND m.layer = 'semantic' AND m.endedAt IS NULL", [
      contentHash(statement),
      scope,
    ])
    .find((row) => row.kind === input.kind && overlaps(row, times) && !replacing.includes(row.id))
  if (duplicate) {
    const before = Array.isArray(duplicate.data['sources']) ? (duplicate.data['sources'] as string[]) : []
    const row = write.update(duplicate.id, {
      observed: duplicate.observed + 1,
      confidence: Math.max(duplicate.confidence, input.confidence),
      tags: [...new Set([...duplicate.tags, ...(input.tags ?? [])])],
      data: { ...duplicate.data, sources: [...new Set([...before, ...(input.sources ?? [])])] },
    })
    return { row, verdict: 'duplicate', conflicts: [] }
  }
  const rivals = sameSubject(context, scope, triple).filter(
    (row) => overlaps(row, times) && !replacing.includes(row.id) && !sameName(row.object, triple.object),
  )
  const refined = rivals.find((row) => moreDetailed(triple.object, row.object))
  const exclusive = input.single ?? (triple.predicate !== null && isSingleValued(triple.predicate))
  const condition = input.condition ?? null
  const opposed = exclusive
    ? rivals.filter(
        (row) =>
          row !== refined &&
          (row.data['condition'] ?? null) === condition &&
          !moreDetailed(row.object, triple.object),
      )
    : []
  const row = write.insert({
    layer: 'semantic',
    kind: input.kind,
    scope,
    content: statement,
    subject: triple.subject === null ? null : normalName(triple.subject),
    predicate: triple.predicate === null ? null : normalName(triple.predicate),
    object: triple.object,
    confidence: input.confidence,
    ...times,
    occurredAt: input.validFrom ?? context.now,
    tags: input.tags ?? [],
    data: compact({ condition: input.condition, sources: input.sources, single: input.single }) as Record<
      string,
      string | string[] | boolean
    >,
  })
  for (const source of input.sources ?? [])
    if (context.store.get(source)) write.link(row.id, source, 'derivedFrom')
  if (refined) write.link(row.id, refined.id, 'refines')
  const conflicts = opposed.map((other) => {
    const conflict = write.insert({
      layer: 'semantic',
      kind: 'conflict',
      scope,
      content: `${other.content} ↔ ${statement}`,
      status: 'open',
      data: { a: other.id, b: row.id },
      parent: row.id,
    })
    return { id: other.id, conflictId: conflict.id, statement: other.content }
  })
  const verdict = conflicts.length > 0 ? 'contradicts' : refined ? 'refines' : 'new'
  return { row, verdict, conflicts, ...(refined && { refines: refined.id }) }
}

/** "Oslo, Norway" is more detailed than "Oslo": all its words and more. */
function moreDetailed(object: string | null, than: string | null): boolean {
  if (object === null || than === null) return false
  const [a, b] = [new Set(normalName(object).split(/[\s,;]+/)), new Set(normalName(than).split(/[\s,;]+/))]
  return a.size > b.size && [...b].every((word) => a.has(word))
}
