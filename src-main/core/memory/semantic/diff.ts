import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { name, readFields, time } from '../shared/fields.ts'
import { factKinds, factSchema, factView, normalName } from './fact.ts'

export const diff = defineOperation({
  layer: 'semantic',
  name: 'diff',
  description:
    'Tells what this memory came to believe, changed or stopped believing between two moments: `added`, `changed` (same belief with other confidence, validity or tags, or replaced by a new one) and `removed`.',
  input: z.strictObject({
    from: time,
    to: time.optional().describe('Now by default.'),
    subject: name.optional(),
    scope: readFields.scope,
  }),
  output: z.object({
    added: z.array(factSchema),
    changed: z.array(z.object({ before: factSchema, after: factSchema })),
    removed: z.array(factSchema),
  }),
  positional: ['from', 'to'],
  readOnly: true,
  handler(context, input) {
    const to = input.to ?? context.now
    if (input.from > to) throw new AthenaError('BAD_ARGUMENTS', 'semantic/diff: from must not be after to.')
    const { sql, parameters } = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['semantic'],
      kinds: factKinds,
      ended: true,
      cold: true,
    })
    const rows = context.store.select(
      `${sql} AND m.createdAt <= ? AND (m.updatedAt > ? OR m.createdAt > ?)${input.subject === undefined ? '' : ' AND m.subject = ?'}`,
      [
        ...parameters,
        to,
        input.from,
        input.from,
        ...(input.subject === undefined ? [] : [normalName(input.subject)]),
      ],
      'ORDER BY m.seq',
    )
    const result = {
      added: [] as z.infer<typeof factSchema>[],
      changed: [] as { before: z.infer<typeof factSchema>; after: z.infer<typeof factSchema> }[],
      removed: [] as z.infer<typeof factSchema>[],
    }
    const replacedBy = new Map<string, string>()
    for (const row of rows)
      for (const link of context.store.links("fromId = ? AND relation = 'supersedes'", [row.id]))
        replacedBy.set(link.toId, row.id)
    const replacements = new Set(replacedBy.values())
    for (const row of rows) {
      const held = (state: typeof row | undefined) => (state && state.endedAt === null ? state : undefined)
      const before = held(context.store.at(row.id, input.from))
      const after = held(context.store.at(row.id, to))
      if (before && after) {
        const [a, b] = [factView(before), factView(after)]
        if (JSON.stringify(a) !== JSON.stringify(b)) result.changed.push({ before: a, after: b })
      } else if (before) {
        const newer = replacedBy.get(row.id)
        const replacement = newer === undefined ? undefined : held(context.store.at(newer, to))
        if (replacement) result.changed.push({ before: factView(before), after: factView(replacement) })
        else result.removed.push(factView(before))
      } else if (after) {
        const old = context.store
          .links("fromId = ? AND relation = 'supersedes'", [row.id])
          .map((link) => link.toId)
        const replacesHeld =
          replacements.has(row.id) && old.some((one) => held(context.store.at(one, input.from)))
        if (!replacesHeld) result.added.push(factView(after))
      }
    }
    return result
  },
})
