import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import { defineOperation } from '../operation.ts'
import { id, readFields } from '../shared/fields.ts'
import { estimateTokens } from '../shared/tokens.ts'
import { citationOf, citationSchema, passageText } from './document.ts'

export const expand = defineOperation({
  layer: 'rag',
  name: 'expand',
  description:
    'Goes from a passage (or event) to what it is part of: its section, its document, its session, within a token budget around it. An outdated passage gives its own text as it was.',
  input: z.strictObject({
    id,
    to: z.enum(['section', 'document', 'session']).default('section'),
    maxTokens: z.int().min(1).max(1_000_000).default(2000),
    scope: readFields.scope,
  }),
  output: z.object({
    text: z.string(),
    ids: z.array(z.string()),
    complete: z.boolean(),
    cite: citationSchema.optional(),
  }),
  positional: ['id', 'to'],
  readOnly: true,
  handler(context, input) {
    const row = context.need(input.id, input)
    const cite = row.kind === 'chunk' ? citationOf(context, row) : undefined
    if (row.session === null)
      throw new AthenaError('BAD_ARGUMENTS', `${row.id} is part of no document or session.`)
    if (row.endedAt !== null)
      return { text: passageText(row), ids: [row.id], complete: true, ...(cite && { cite }) }
    const all = context.store.select(
      'm.session = ? AND m.scope = ? AND m.endedAt IS NULL AND m.layer = ?',
      [row.session, row.scope, row.layer],
      'ORDER BY m.position, m.seq',
    )
    const heading = (one: MemoryRow): string => JSON.stringify(one.data['headings'] ?? [])
    const wanted = input.to === 'section' ? all.filter((one) => heading(one) === heading(row)) : all
    // From the passage outwards, so that it is there whatever the budget.
    const centre = wanted.findIndex((one) => one.id === row.id)
    let [from, to] = [centre, centre]
    let used = estimateTokens(passageText(row))
    for (let grown = true; grown;) {
      grown = false
      for (const next of [to + 1, from - 1]) {
        const other = wanted[next]
        if (!other || (next > to ? next !== to + 1 : next !== from - 1)) continue
        const cost = estimateTokens(passageText(other))
        if (used + cost > input.maxTokens) continue
        used += cost
        if (next > to) to = next
        else from = next
        grown = true
      }
    }
    const kept = wanted.slice(from, to + 1)
    const say = (one: MemoryRow): string =>
      one.speaker === null ? passageText(one) : `${one.speaker}: ${one.content}`
    return {
      text: kept.map(say).join('\n\n'),
      ids: kept.map((one) => one.id),
      complete: kept.length === wanted.length,
      ...(cite && { cite }),
    }
  },
})
