import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation } from '../operation.ts'
import { changeFields, content, id, name, tags } from '../shared/fields.ts'
import { summarise } from '../shared/gist.ts'

export const gist = defineOperation({
  layer: 'consolidation',
  name: 'gist',
  description:
    'Stores the gist of memories or of a session, linked to its verbatim sources, which stay. The text is yours if you give it; otherwise the most telling sentences are taken as they are (LexRank). meta/source and graph/impact follow the links; a gist whose source is retracted is marked for review.',
  input: z.strictObject({
    ids: z.array(id).min(1).max(2000).optional(),
    session: name.optional(),
    text: content.optional(),
    maxTokens: z.int().min(10).max(10_000).default(200),
    tags: tags.optional(),
    ...changeFields,
  }),
  output: z.object({ id: z.string(), text: z.string(), covers: z.array(z.string()), opId: z.string() }),
  positional: ['ids'],
  readOnly: false,
  handler(context, input) {
    if ((input.ids === undefined) === (input.session === undefined))
      throw new AthenaError('BAD_ARGUMENTS', 'consolidation/gist: give either ids or session.')
    return context.write(input, (write, scope) => {
      const filter = context.retrieval.where({
        scopes: context.readScopes(input.scope),
        layers: ['episodic'],
        session: input.session,
        cold: true,
      })
      const rows = input.ids
        ? [...new Set(input.ids)].map((one) => context.need(one, input))
        : context.store.select(filter.sql, filter.parameters, 'ORDER BY m.position, m.seq LIMIT 2000')
      if (rows.length === 0)
        throw new AthenaError('NOT_FOUND', `Nothing is remembered of the session ${input.session}.`)
      const parts = rows.flatMap((row) =>
        row.content
          .split(/(?<=[.!?。！？])\s+|\n+/)
          .filter((part) => part.trim().length > 2)
          .map((part) => (row.speaker === null ? part.trim() : `${row.speaker}: ${part.trim()}`)),
      )
      const text =
        input.text ??
        summarise(parts, input.maxTokens)
          .map((index) => parts[index])
          .join('\n')
      if (text === '')
        throw new AthenaError(
          'BAD_ARGUMENTS',
          'consolidation/gist: no sentence fits into maxTokens; raise it or give a text.',
        )
      const row = write.insert({
        layer: 'consolidation',
        kind: 'gist',
        scope: rows[0]?.scope ?? scope,
        content: text,
        tags: input.tags ?? [],
        occurredAt: Math.max(...rows.map((one) => one.occurredAt ?? one.createdAt)),
        data: { extractive: input.text === undefined, of: input.session ?? null },
      })
      for (const one of rows) write.link(row.id, one.id, 'covers')
      return { id: row.id, text, covers: rows.map((one) => one.id) }
    })
  },
})
