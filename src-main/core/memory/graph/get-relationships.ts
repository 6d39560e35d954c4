import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { name, readFields, time } from '../shared/fields.ts'
import { withinTokens } from '../shared/tokens.ts'
import { entitySchema, entityView, needEntity } from './entity.ts'
import { edgesOf, relationSchema, relationView } from './relation.ts'

export const getRelationships = defineOperation({
  layer: 'graph',
  name: 'get_relationships',
  description:
    'Gives the edges of an entity and its neighbours, to a depth, as they are (or were true at `validAt`, or believed at `asOf`).',
  input: z.strictObject({
    entity: name,
    depth: z.int().min(1).max(6).default(1),
    predicates: z.array(name).min(1).optional(),
    direction: z.enum(['both', 'out', 'in']).default('both').describe('Edges from it, to it, or both.'),
    validAt: time.optional(),
    maxEntities: z.int().min(1).max(5000).default(200),
    ...readFields,
  }),
  output: z.object({
    entity: entitySchema,
    entities: z.array(entitySchema.extend({ distance: z.number() })),
    relations: z.array(relationSchema),
    truncated: z.boolean(),
  }),
  positional: ['entity', 'depth'],
  readOnly: true,
  handler(context, input) {
    const scopes = context.readScopes(input.scope)
    const start = needEntity(context, input.entity, input)
    const distance = new Map([[start.id, 0]])
    const relations = new Map<string, ReturnType<typeof edgesOf>[number]>()
    let truncated = false
    let level = [start.id]
    for (let depth = 1; depth <= input.depth && level.length > 0; depth++) {
      const next: string[] = []
      for (const id of level) {
        for (const edge of edgesOf(context, scopes, {
          validAt: input.validAt,
          asOf: input.asOf,
          predicates: input.predicates,
          entity: id,
        })) {
          if (input.direction === 'out' && edge.subject !== id) continue
          if (input.direction === 'in' && edge.object !== id) continue
          const other = edge.subject === id ? edge.object : edge.subject
          if (other === null) continue
          if (!distance.has(other)) {
            if (distance.size > input.maxEntities) {
              truncated = true
              continue
            }
            distance.set(other, depth)
            next.push(other)
          }
          relations.set(edge.id, edge)
        }
      }
      level = next
    }
    const views = [...relations.values()].map((row) => relationView(context, row))
    const kept = withinTokens(
      views,
      input.maxTokens,
      (one) => `${one.subject.name} ${one.predicate} ${one.object.name}`,
    )
    return {
      entity: entityView(start),
      entities: [...distance].flatMap(([id, far]) => {
        const row = far === 0 ? undefined : context.store.get(id)
        return row ? [{ ...entityView(row), distance: far }] : []
      }),
      relations: kept,
      truncated: truncated || kept.length < views.length,
    }
  },
})
