import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { name, score01, shortText, time, writeFields } from '../shared/fields.ts'
import { findEntityByName, insertEntity } from './entity.ts'
import { insertRelation, relationSchema, relationView } from './relation.ts'

export const relate = defineOperation({
  layer: 'graph',
  name: 'relate',
  description:
    'Connects two entities by a typed, weighted edge that may be true for a time only. Entities are named by id, name or alias and made when they are not there. ' +
    'The same edge for an overlapping time is strengthened and its time widened; for a disjoint time it is another edge.',
  input: z.strictObject({
    subject: name,
    predicate: name,
    object: name,
    validFrom: time.optional(),
    validTo: time.optional(),
    weight: z.number().positive().max(1000).optional().describe('1 by default; more is closer.'),
    confidence: score01.optional(),
    sources: z.array(shortText).max(100).optional(),
    ...writeFields,
  }),
  output: z.object({ id: z.string(), relation: relationSchema, strengthened: z.boolean(), opId: z.string() }),
  positional: ['subject', 'predicate', 'object'],
  readOnly: false,
  handler(context, input) {
    if (input.validFrom !== undefined && input.validTo !== undefined && input.validFrom >= input.validTo) {
      throw new AthenaError('BAD_ARGUMENTS', 'graph/relate: validFrom must be before validTo.')
    }
    return context.write(input, (write, scope) => {
      const entity = (reference: string) => {
        const byId = context.store.get(reference)
        if (byId && byId.kind === 'entity' && byId.scope === scope && byId.endedAt === null) return byId
        return (
          findEntityByName(context, scope, reference) ??
          insertEntity(context, write, scope, { name: reference }).row
        )
      }
      const subject = entity(input.subject)
      const { row, merged } = insertRelation(context, write, scope, {
        ...input,
        subject,
        object: entity(input.object),
      })
      return { id: row.id, relation: relationView(context, row), strengthened: merged }
    })
  },
})
