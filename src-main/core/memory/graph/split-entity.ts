import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { changeFields, id, name, shortText } from '../shared/fields.ts'
import { entityFields, entityView, needEntity } from './entity.ts'

export const splitEntity = defineOperation({
  layer: 'graph',
  name: 'split_entity',
  description:
    'Says that one entity is really several: each part takes the edges, aliases and observations named for it; what no part names stays with the first, which keeps the id.',
  input: z.strictObject({
    entity: name,
    parts: z
      .array(
        z.strictObject({
          name,
          type: name.optional(),
          relationIds: z.array(id).max(5000).default([]),
          aliases: z.array(name).max(100).default([]),
          observations: z.array(shortText).max(200).default([]),
        }),
      )
      .min(2)
      .max(20),
    ...changeFields,
  }),
  output: z.object({ ids: z.array(z.string()).describe('One a part, in order.'), opId: z.string() }),
  positional: ['entity'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const row = needEntity(context, input.entity, input)
      const whole = entityView(row)
      const taken = new Set<string>()
      for (const part of input.parts) {
        for (const one of part.relationIds) {
          const edge = context.need(one, input, { layer: 'graph', kind: 'relation' })
          if (edge.subject !== row.id && edge.object !== row.id)
            throw new AthenaError('BAD_ARGUMENTS', `${one} is no edge of ${whole.name}.`)
          if (taken.has(one)) throw new AthenaError('BAD_ARGUMENTS', `${one} is named for two parts.`)
          taken.add(one)
        }
      }
      const [first, ...others] = input.parts
      const gone = {
        aliases: new Set(others.flatMap((part) => part.aliases)),
        observations: new Set(others.flatMap((part) => part.observations)),
      }
      const ids = [row.id]
      write.update(
        row.id,
        entityFields({
          ...whole,
          name: first?.name ?? whole.name,
          type: first?.type ?? whole.type,
          aliases: [...new Set([...whole.aliases, ...(first?.aliases ?? [])])].filter(
            (one) => !gone.aliases.has(one),
          ),
          observations: whole.observations.filter((one) => !gone.observations.has(one)),
        }),
      )
      for (const part of others) {
        const made = write.insert({
          layer: 'graph',
          kind: 'entity',
          scope: row.scope,
          ...entityFields({
            id: '',
            scope: row.scope,
            name: part.name,
            type: part.type ?? whole.type,
            aliases: part.aliases,
            attributes: {},
            observations: part.observations,
            tags: whole.tags,
          }),
        })
        ids.push(made.id)
        write.link(made.id, row.id, 'derivedFrom')
        for (const one of part.relationIds) {
          const edge = context.store.need(one)
          write.update(one, {
            subject: edge.subject === row.id ? made.id : edge.subject,
            object: edge.object === row.id ? made.id : edge.object,
          })
        }
      }
      return { ids }
    })
  },
})
