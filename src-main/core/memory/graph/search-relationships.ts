import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { limit, name, readFields, score01, shortText, time } from '../shared/fields.ts'
import { withinTokens } from '../shared/tokens.ts'
import { needEntity } from './entity.ts'
import { edgesOf, plainPredicate, relationSchema, relationView } from './relation.ts'

export const searchRelationships = defineOperation({
  layer: 'graph',
  name: 'search_relationships',
  description:
    'Finds edges by subject, predicate, object (each may be left open), by words, and by when they were true. What is left open matches everything; at least one must be given.',
  input: z.strictObject({
    subject: name.optional(),
    predicate: name.optional(),
    object: name.optional(),
    query: shortText.optional().describe('Words of the edge: names and predicate.'),
    validAt: time.optional(),
    minConfidence: score01.optional(),
    limit: limit.default(50),
    ...readFields,
  }),
  output: z.array(relationSchema),
  positional: ['subject', 'predicate', 'object'],
  readOnly: true,
  handler(context, input) {
    if ([input.subject, input.predicate, input.object, input.query].every((one) => one === undefined)) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        'graph/search_relationships: give subject, predicate, object or query.',
      )
    }
    const scopes = context.readScopes(input.scope)
    const [subject, object] = [input.subject, input.object].map((one) =>
      one === undefined ? undefined : needEntity(context, one, input).id,
    )
    const predicate = input.predicate === undefined ? undefined : plainPredicate(input.predicate)
    const rows =
      input.query === undefined
        ? edgesOf(context, scopes, { validAt: input.validAt, asOf: input.asOf, entity: subject ?? object })
        : context.retrieval
            .search({
              query: input.query,
              scopes,
              layers: ['graph'],
              kinds: ['relation'],
              validAt: input.validAt,
              asOf: input.asOf,
              limit: 1000,
              now: context.now,
            })
            .map((hit) => hit.row)
    const found = rows
      .filter((row) => subject === undefined || row.subject === subject)
      .filter((row) => object === undefined || row.object === object)
      .filter((row) => predicate === undefined || row.predicate === predicate)
      .filter((row) => row.confidence >= (input.minConfidence ?? 0))
      .slice(0, input.limit)
    return withinTokens(found, input.maxTokens, (row) => row.content).map((row) => relationView(context, row))
  },
})
