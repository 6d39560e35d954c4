import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import { defineOperation } from '../operation.ts'
import { limit, name, readFields, time } from '../shared/fields.ts'
import { displayName, needEntity } from './entity.ts'
import { edgesOf, plainPredicate } from './relation.ts'

export const matchPattern = defineOperation({
  layer: 'graph',
  name: 'match_pattern',
  description:
    'Answers a small query over edges: a list of [subject, predicate, object] in which names that begin with "?" are variables, shared between the patterns, as in [["?who", "works on", "?x"], ["?x", "depends on", "React"]]. ' +
    'Gives every binding of the variables that meets all patterns and filters. At most 8 patterns; a pattern without a name or predicate reads all edges.',
  input: z.strictObject({
    patterns: z
      .array(z.tuple([name, name, name]))
      .min(1)
      .max(8),
    types: z
      .record(z.string(), name)
      .optional()
      .describe('Type that the entity of a variable must have: {"?who": "person"}.'),
    different: z
      .array(z.tuple([z.string(), z.string()]))
      .max(20)
      .optional()
      .describe('Pairs of variables that must not be the same entity.'),
    validAt: time.optional(),
    limit: limit.default(50),
    maxTokens: readFields.maxTokens,
    scope: readFields.scope,
    asOf: readFields.asOf,
  }),
  output: z.array(
    z.object({
      bindings: z.record(z.string(), z.object({ id: z.string(), name: z.string() })),
      relations: z.array(z.string()),
    }),
  ),
  positional: ['patterns'],
  listOf: '',
  readOnly: true,
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const edges = edgesOf(context, scopes, { validAt: input.validAt, asOf: input.asOf })
    const variables = new Set(input.patterns.flat().filter((one) => one.startsWith('?')))
    for (const one of [...Object.keys(input.types ?? {}), ...(input.different ?? []).flat()]) {
      if (!variables.has(one))
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `graph/match_pattern: ${one} is not a variable of the patterns.`,
        )
    }
    const ids = new Map<string, string>()
    const constant = (term: string): string => {
      let found = ids.get(term)
      if (found === undefined) ids.set(term, (found = needEntity(context, term, input).id))
      return found
    }
    type Bindings = Map<string, string>
    let solutions: { bindings: Bindings; relations: string[] }[] = [{ bindings: new Map(), relations: [] }]
    // Most constants first: the smallest lists are joined first.
    const ordered = input.patterns.toSorted(
      (a, b) => a.filter((one) => one.startsWith('?')).length - b.filter((one) => one.startsWith('?')).length,
    )
    for (const [subject, predicate, object] of ordered) {
      const fixed = predicate.startsWith('?') ? undefined : plainPredicate(predicate)
      const list = fixed === undefined ? edges : edges.filter((edge) => edge.predicate === fixed)
      const next: typeof solutions = []
      for (const { bindings, relations } of solutions) {
        const bound = (term: string): string | undefined =>
          term.startsWith('?') ? bindings.get(term) : constant(term)
        const [s, p, o] = [
          bound(subject),
          predicate.startsWith('?') ? bindings.get(predicate) : fixed,
          bound(object),
        ]
        for (const edge of list) {
          if (
            (s !== undefined && edge.subject !== s) ||
            (p !== undefined && edge.predicate !== p) ||
            (o !== undefined && edge.object !== o)
          )
            continue
          const more = new Map(bindings)
          if (
            !bind(more, subject, edge.subject) ||
            !bind(more, predicate, edge.predicate) ||
            !bind(more, object, edge.object)
          )
            continue
          next.push({ bindings: more, relations: [...relations, edge.id] })
          if (next.length > 100_000)
            throw new AthenaError(
              'TOO_LARGE',
              'graph/match_pattern: more than 100,000 intermediate results; make a pattern more specific.',
            )
        }
      }
      solutions = next
    }
    const predicates = new Set(
      input.patterns.map((pattern) => pattern[1]).filter((one) => one.startsWith('?')),
    )
    const rows = new Map<string, MemoryRow | undefined>()
    const rowOf = (id: string): MemoryRow | undefined => {
      if (!rows.has(id)) rows.set(id, context.store.get(id))
      return rows.get(id)
    }
    const seen = new Set<string>()
    return solutions
      .filter(({ bindings }) =>
        Object.entries(input.types ?? {}).every(
          ([variable, type]) => rowOf(bindings.get(variable) ?? '')?.data['type'] === type,
        ),
      )
      .filter(({ bindings }) =>
        (input.different ?? []).every(([a, b]) => bindings.get(a) !== bindings.get(b)),
      )
      .filter(({ bindings }) => {
        const key = JSON.stringify([...bindings])
        if (seen.has(key)) return false
        seen.add(key)
        return true
      })
      .slice(0, input.limit)
      .map(({ bindings, relations }) => ({
        bindings: Object.fromEntries(
          [...bindings].map(([variable, value]) => {
            const row = predicates.has(variable) ? undefined : rowOf(value)
            return [variable, { id: value, name: row ? displayName(row) : value }]
          }),
        ),
        relations,
      }))
  },
})

/** Binds a variable; false when it is bound to something else. Constants are no matter here. */
function bind(bindings: Map<string, string>, term: string, value: string | null): boolean {
  if (!term.startsWith('?') || value === null) return value !== null
  const known = bindings.get(term)
  if (known === undefined) bindings.set(term, value)
  return known === undefined || known === value
}
