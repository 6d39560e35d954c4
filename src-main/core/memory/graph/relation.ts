import { z } from 'zod'
import type { Json } from '../../../contract/json.ts'
import type { MemoryRow } from '../database/rows.ts'
import type { Write } from '../database/store.ts'
import { compact, type MemoryContext } from '../operation.ts'
import { overlaps } from '../semantic/fact.ts'
import { isoOrUndefined } from '../shared/time.ts'
import { displayName, list } from './entity.ts'

export const relationSchema = z.object({
  id: z.string(),
  subject: z.object({ id: z.string(), name: z.string() }),
  predicate: z.string(),
  object: z.object({ id: z.string(), name: z.string() }),
  weight: z.number(),
  confidence: z.number(),
  validFrom: z.string().optional(),
  validTo: z.string().optional(),
  sources: z.array(z.string()),
  scope: z.string(),
})
export type RelationView = z.infer<typeof relationSchema>

export function relationView(context: MemoryContext, row: MemoryRow): RelationView {
  const nameOf = (id: string | null): { id: string; name: string } => {
    const entity = id === null ? undefined : context.store.get(id)
    return { id: id ?? '', name: entity ? displayName(entity) : '(gone)' }
  }
  return compact({
    id: row.id,
    subject: nameOf(row.subject),
    predicate: row.predicate ?? '',
    object: nameOf(row.object),
    weight: typeof row.data['weight'] === 'number' ? row.data['weight'] : 1,
    confidence: row.confidence,
    validFrom: isoOrUndefined(row.validFrom),
    validTo: isoOrUndefined(row.validTo),
    sources: list(row.data['sources']),
    scope: row.scope,
  })
}

export interface NewRelation {
  subject: MemoryRow
  predicate: string
  object: MemoryRow
  validFrom?: number | undefined
  validTo?: number | undefined
  weight?: number | undefined
  confidence?: number | undefined
  sources?: readonly string[] | undefined
}

/** One spelling of a predicate: lower case, spaces for other separators, camelCase opened. */
export function plainPredicate(predicate: string): string {
  return predicate
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/[_\s-]+/g, ' ')
    .trim()
    .toLowerCase()
}

/** Adds an edge; one that is there already for an overlapping time is strengthened. Disjoint times stay two edges. */
export function insertRelation(
  context: MemoryContext,
  write: Write,
  scope: string,
  input: NewRelation,
): { row: MemoryRow; merged: boolean } {
  const predicate = plainPredicate(input.predicate)
  const times = { validFrom: input.validFrom ?? null, validTo: input.validTo ?? null }
  const known = context.store
    .select(
      "m.layer = 'graph' AND m.kind = 'relation' AND m.scope = ? AND m.endedAt IS NULL AND m.subject = ? AND m.predicate = ? AND m.object = ?",
      [scope, input.subject.id, predicate, input.object.id],
    )
    .find((row) => overlaps(row, times))
  if (known) {
    const sources = [...new Set([...list(known.data['sources']), ...(input.sources ?? [])])]
    const row = write.update(known.id, {
      observed: known.observed + 1,
      data: { ...known.data, sources, ...(input.weight !== undefined && { weight: input.weight }) },
      confidence: Math.max(known.confidence, input.confidence ?? 0),
      validFrom: earliest(known.validFrom, times.validFrom),
      validTo: latest(known.validTo, times.validTo),
    })
    return { row, merged: true }
  }
  const row = write.insert({
    layer: 'graph',
    kind: 'relation',
    scope,
    content: `${displayName(input.subject)} ${predicate} ${displayName(input.object)}`,
    subject: input.subject.id,
    predicate,
    object: input.object.id,
    confidence: input.confidence ?? 1,
    ...times,
    data: { weight: input.weight ?? 1, sources: [...(input.sources ?? [])] as Json },
  })
  for (const source of input.sources ?? [])
    if (context.store.get(source)) write.link(row.id, source, 'derivedFrom')
  return { row, merged: false }
}

function earliest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.min(a, b)
}
function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b)
}

/** Current edges of scopes, at a time of the world. */
export function edgesOf(
  context: MemoryContext,
  scopes: readonly string[],
  options: {
    validAt?: number | undefined
    asOf?: number | undefined
    predicates?: readonly string[] | undefined
    entity?: string | undefined
  } = {},
): MemoryRow[] {
  const filter = context.retrieval.where({
    scopes,
    layers: ['graph'],
    kinds: ['relation'],
    validAt: options.validAt,
    asOf: options.asOf,
    cold: true,
  })
  const sql = options.entity === undefined ? filter.sql : `${filter.sql} AND (m.subject = ? OR m.object = ?)`
  const parameters =
    options.entity === undefined ? filter.parameters : [...filter.parameters, options.entity, options.entity]
  const rows = context.store.select(sql, parameters)
  const wanted = options.predicates?.map(plainPredicate)
  return wanted ? rows.filter((row) => wanted.includes(row.predicate ?? '')) : rows
}
