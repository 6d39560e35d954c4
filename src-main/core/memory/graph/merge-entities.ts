import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { changeFields, name, shortText } from '../shared/fields.ts'
import { entityFields, entityView, needEntity } from './entity.ts'
import { edgesOf } from './relation.ts'

export const mergeEntities = defineOperation({
  layer: 'graph',
  name: 'merge_entities',
  description:
    'Says that two entities are one: `keep` takes over names, attributes, observations and edges of `drop`, which leaves every read. Edges between the two are ended. meta/undo separates them again exactly; graph/split_entity does so by a partition.',
  input: z.strictObject({ keep: name, drop: name, reason: shortText.optional(), ...changeFields }),
  output: z.object({ id: z.string(), dropped: z.string(), rewired: z.number(), opId: z.string() }),
  positional: ['keep', 'drop'],
  readOnly: false,
  handler(context, input) {
    return context.write(input, (write) => {
      const [keep, drop] = [needEntity(context, input.keep, input), needEntity(context, input.drop, input)]
      if (keep.id === drop.id)
        throw new AthenaError('BAD_ARGUMENTS', 'graph/merge_entities: keep and drop are the same entity.')
      if (keep.scope !== drop.scope)
        throw new AthenaError(
          'CONFLICT',
          `The entities are in different scopes (${keep.scope}, ${drop.scope}); move one with meta/scope first.`,
        )
      const [a, b] = [entityView(keep), entityView(drop)]
      write.update(
        keep.id,
        entityFields({
          ...a,
          type: a.type === 'thing' ? b.type : a.type,
          aliases: [...new Set([...a.aliases, b.name, ...b.aliases])].filter((one) => one !== a.name),
          attributes: { ...b.attributes, ...a.attributes },
          observations: [...new Set([...a.observations, ...b.observations])],
          tags: [...new Set([...a.tags, ...b.tags])],
        }),
      )
      let rewired = 0
      for (const edge of edgesOf(context, [drop.scope], { entity: drop.id })) {
        const subject = edge.subject === drop.id ? keep.id : edge.subject
        const object = edge.object === drop.id ? keep.id : edge.object
        if (subject === object) write.end(edge.id, 'merge', `${drop.id} became ${keep.id}`)
        else write.update(edge.id, { subject, object })
        rewired++
      }
      write.end(drop.id, 'merge', input.reason ?? `is the same as ${keep.id}`)
      write.link(keep.id, drop.id, 'supersedes')
      return { id: keep.id, dropped: drop.id, rewired }
    })
  },
})
