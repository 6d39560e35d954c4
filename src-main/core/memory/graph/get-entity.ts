import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { name, readFields } from '../shared/fields.ts'
import { entitySchema, entityView, needEntity } from './entity.ts'

export const getEntity = defineOperation({
  layer: 'graph',
  name: 'get_entity',
  description:
    'Gives one entity by id, name or alias, as it is or as it was at `asOf`. NOT_FOUND names the nearest ones.',
  input: z.strictObject({ entity: name, scope: readFields.scope, asOf: readFields.asOf }),
  output: entitySchema.extend({ relations: z.number().describe('Edges it has now.') }),
  positional: ['entity'],
  readOnly: true,
  handler(context, input) {
    const now = needEntity(context, input.entity, input)
    const row = input.asOf === undefined ? now : context.store.at(now.id, input.asOf)
    if (!row) throw new AthenaError('NOT_FOUND', `${input.entity} was not yet there at that time.`)
    const relations = context.store.database
      .prepare(
        "SELECT count(*) FROM memories WHERE layer = 'graph' AND kind = 'relation' AND endedAt IS NULL AND (subject = ? OR object = ?)",
      )
      .pluck()
      .get(row.id, row.id) as number
    return { ...entityView(row), relations }
  },
})
