import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'
import { jsonObject, name, shortText, tags, writeFields } from '../shared/fields.ts'
import { entitySchema, entityView, insertEntity } from './entity.ts'

export const upsertEntity = defineOperation({
  layer: 'graph',
  name: 'upsert_entity',
  description:
    'Adds a person, thing, place, project or idea, or enriches the one of that name or alias (of the same type) in the scope: attributes are overwritten one by one, aliases and observations are added.',
  input: z.strictObject({
    name,
    type: name.optional().describe('person, project, tool, place, …; "thing" by default.'),
    aliases: z.array(name).max(100).optional(),
    attributes: jsonObject.optional(),
    observations: z.array(shortText).max(200).optional().describe('Sentences about it.'),
    tags: tags.optional(),
    ...writeFields,
  }),
  output: z.object({
    id: z.string(),
    entity: entitySchema,
    mergedWith: z.string().optional(),
    opId: z.string(),
  }),
  positional: ['name', 'type'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write, scope) => {
      const { row, merged } = insertEntity(context, write, scope, input)
      return compact({ id: row.id, entity: entityView(row), mergedWith: merged ? row.id : undefined })
    })
  },
})
