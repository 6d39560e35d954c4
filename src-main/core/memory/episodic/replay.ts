import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { name, readFields } from '../shared/fields.ts'
import { summarise } from '../shared/gist.ts'
import { estimateTokens } from '../shared/tokens.ts'
import { eventSchema, eventView } from './event.ts'

export const replay = defineOperation({
  layer: 'episodic',
  name: 'replay',
  description:
    'Gives a whole session back in order, for a hand-off or to see what went wrong; never ranked. ' +
    '"verbatim" gives the turns (from the first, until `maxTokens`; `next` is where to go on); "gist" picks the most telling turns, in order, that fit into `maxTokens`.',
  input: z.strictObject({
    session: name,
    detail: z.enum(['verbatim', 'gist']).default('verbatim'),
    from: z.int().min(0).default(0).describe('Position to begin at.'),
    scope: readFields.scope,
    asOf: readFields.asOf,
    maxTokens: z.int().min(1).default(4000),
  }),
  output: z.object({ turns: z.array(eventSchema), total: z.number(), next: z.number().optional() }),
  positional: ['session'],
  readOnly: true,
  handler(context, input) {
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['episodic'],
      kinds: ['event'],
      session: input.session,
      asOf: input.asOf,
      cold: true,
    })
    const rows = context.store.select(filter.sql, filter.parameters, 'ORDER BY m.position, m.seq')
    if (rows.length === 0)
      throw new AthenaError(
        'NOT_FOUND',
        `Nothing is remembered of a session ${JSON.stringify(input.session)} in this scope.`,
      )
    const rest = rows.filter((row) => (row.position ?? 0) >= input.from)
    if (input.detail === 'gist') {
      const chosen = new Set(
        summarise(
          rest.map((row) => row.content),
          input.maxTokens,
        ),
      )
      return { turns: rest.filter((_, index) => chosen.has(index)).map(eventView), total: rows.length }
    }
    const turns: typeof rows = []
    let used = 0
    let next: number | undefined
    for (const row of rest) {
      used += estimateTokens(row.content)
      if (used > input.maxTokens && turns.length > 0) {
        next = row.position ?? undefined
        break
      }
      turns.push(row)
    }
    return { turns: turns.map(eventView), total: rows.length, ...(next !== undefined && { next }) }
  },
})
