import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import { compact, type MemoryContext } from '../operation.ts'
import { filledText, name, shortText } from '../shared/fields.ts'
import { iso, isoOrUndefined } from '../shared/time.ts'
import { fold } from '../text/analyse.ts'

export const factKinds = ['fact', 'preference', 'rule', 'definition'] as const

/** A belief as operations give it. */
export const factSchema = z.object({
  id: z.string(),
  statement: z.string(),
  kind: z.enum(factKinds),
  subject: z.string().optional(),
  predicate: z.string().optional(),
  object: z.string().optional(),
  condition: z.string().optional().describe('When it applies.'),
  confidence: z.number(),
  validFrom: z.string().optional(),
  validTo: z.string().optional(),
  tags: z.array(z.string()),
  sources: z.array(z.string()),
  observed: z.number().optional().describe('How often it was stated, if more than once.'),
  scope: z.string(),
  recordedAt: z.string(),
  ended: z
    .object({ at: z.string(), by: z.string(), reason: z.string().optional() })
    .optional()
    .describe('Set when it is no longer believed.'),
})
export type FactView = z.infer<typeof factSchema>

export function factView(row: MemoryRow): FactView {
  const { condition, sources } = row.data
  return compact({
    id: row.id,
    statement: row.content,
    kind: row.kind as FactView['kind'],
    subject: row.subject ?? undefined,
    predicate: row.predicate ?? undefined,
    object: row.object ?? undefined,
    condition: typeof condition === 'string' ? condition : undefined,
    confidence: Math.round(row.confidence * 1000) / 1000,
    validFrom: isoOrUndefined(row.validFrom),
    validTo: isoOrUndefined(row.validTo),
    tags: row.tags,
    sources: Array.isArray(sources) ? (sources as string[]) : [],
    observed: row.observed > 1 ? row.observed : undefined,
    scope: row.scope,
    recordedAt: iso(row.createdAt),
    ended:
      row.endedAt === null
        ? undefined
        : compact({
            at: iso(row.endedAt),
            by: row.endedBy ?? 'unknown',
            reason: row.endedReason ?? undefined,
          }),
  })
}

/** Parameters of a belief. */
export const factFields = {
  statement: filledText(20_000)
    .optional()
    .describe('The belief in a sentence. Needed unless subject, predicate and object are given.'),
  subject: name.optional(),
  predicate: name.optional(),
  object: shortText.optional(),
}

/** A belief in three parts; null where the sentence has none that can be read for certain. */
export interface Triple {
  subject: string | null
  predicate: string | null
  object: string | null
}

const sentences: { pattern: RegExp; predicate: (match: RegExpExecArray) => string }[] = [
  {
    pattern: /^(.{1,80}?)(?:'s|’s)\s+((?:[\p{L}-]+\s){0,2}?[\p{L}-]+)\s+(?:is|are|was)\s+(?:now\s+)?(.+)$/iu,
    predicate: (match) => match[2] ?? '',
  },
  {
    pattern: /^(my)\s+((?:[\p{L}-]+\s){0,2}?[\p{L}-]+)\s+(?:is|are)\s+(?:now\s+)?(.+)$/iu,
    predicate: (match) => match[2] ?? '',
  },
  { pattern: /^(.{1,80}?)\s+(?:now\s+)?(lives?|living)\s+in\s+(.+)$/iu, predicate: () => 'lives in' },
  {
    pattern: /^(.{1,80}?)\s+(?:now\s+)?(works?|working)\s+(?:at|for)\s+(.+)$/iu,
    predicate: () => 'works at',
  },
  { pattern: /^(.{1,80}?)\s+(?:now\s+)?(works?|working)\s+as\s+(.+)$/iu, predicate: () => 'works as' },
  { pattern: /^(.{1,80}?)\s+(?:is|was)\s+(born)\s+(?:on|in)\s+(.+)$/iu, predicate: () => 'born' },
  { pattern: /^(.{1,80}?)\s+is\s+(married)\s+to\s+(.+)$/iu, predicate: () => 'married to' },
  { pattern: /^(.{1,80}?)\s+(prefers?)\s+(.+)$/iu, predicate: () => 'prefers' },
]

/** Reads subject, predicate and object from a simple sentence ("Anna lives in Oslo"); nulls where the form is not known. */
export function readTriple(statement: string): Triple {
  const plain = statement.trim().replace(/[.!]+$/, '')
  for (const { pattern, predicate } of sentences) {
    const match = pattern.exec(plain)
    if (match)
      return {
        subject: (match[1] ?? '').trim(),
        predicate: predicate(match).toLowerCase().trim(),
        object: (match[3] ?? '').trim(),
      }
  }
  return { subject: null, predicate: null, object: null }
}

/** Relations of which one subject has one at a time. Others ("likes") may hold many objects without contradiction. */
const single =
  /^(?:(?:is|has)\s+)?(?:lives? in|works? (?:at|for|as)|born|married to|name|age|occupation|job|profession|title|role|employer|address|home|city|country|email|phone|birthday|birth date|status|relationship status|manager|boss|owner|version|port|deadline|due date|price|capital|default \p{L}+|favou?rite [\p{L} ]+|preferred [\p{L} ]+|time ?zone|password|language|branch|url|location)$/iu

/** Whether two objects of a predicate exclude each other. */
export function isSingleValued(predicate: string): boolean {
  return single.test(predicate.trim())
}

/** Names compared: case, accents and spaces do not count. */
export function sameName(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && normalName(a) === normalName(b)
}

export function normalName(value: string): string {
  return fold(value)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:the|my)\s+/, '')
}

/** Whether the times of validity of two beliefs meet; open ends reach for ever. */
export function overlaps(
  a: Pick<MemoryRow, 'validFrom' | 'validTo'>,
  b: Pick<MemoryRow, 'validFrom' | 'validTo'>,
): boolean {
  return (
    (a.validFrom ?? -Infinity) < (b.validTo ?? Infinity) &&
    (b.validFrom ?? -Infinity) < (a.validTo ?? Infinity)
  )
}

/** Beliefs of the scope about the same subject and predicate, current ones only. */
export function sameSubject(context: MemoryContext, scope: string, triple: Triple): MemoryRow[] {
  if (triple.subject === null || triple.predicate === null) return []
  return context.store.select(
    "m.layer = 'semantic' AND m.scope = ? AND m.endedAt IS NULL AND m.subject = ? AND m.predicate = ? AND m.kind <> 'conflict'",
    [scope, normalName(triple.subject), normalName(triple.predicate)],
  )
}
