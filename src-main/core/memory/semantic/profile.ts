import { z } from 'zod'
import type { MemoryRow } from '../database/rows.ts'
import { defineOperation } from '../operation.ts'
import { name, readFields } from '../shared/fields.ts'
import { estimateTokens } from '../shared/tokens.ts'
import { day } from '../shared/time.ts'
import { trustOf } from '../shared/trust.ts'
import { factKinds, normalName } from './fact.ts'

const sections = ['static', 'current', 'preferences'] as const

export const profile = defineOperation({
  layer: 'semantic',
  name: 'profile',
  description:
    'Compiles a short text about a person, project or thing from current beliefs: lasting traits apart from the current state (what is valid from a date, or has been stated within 90 days about a changing matter) and preferences. ' +
    'Every line has the id it comes from; nothing is made up. Cut to `maxTokens` by confidence.',
  input: z.strictObject({
    entity: name.describe('The subject: "Anna", "user", "project X".'),
    sections: z
      .array(z.enum(sections))
      .min(1)
      .default([...sections]),
    scope: readFields.scope,
    asOf: readFields.asOf,
    maxTokens: z.int().min(1).default(500),
  }),
  output: z.object({
    text: z.string(),
    citations: z.array(z.object({ id: z.string(), section: z.enum(sections), confidence: z.number() })),
    left: z.number().describe('Beliefs left out for want of room.'),
  }),
  positional: ['entity'],
  readOnly: true,
  handler(context, input) {
    const at = input.asOf ?? context.now
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      layers: ['semantic'],
      kinds: factKinds,
      asOf: input.asOf,
      validAt: at,
    })
    const subject = normalName(input.entity)
    const about = context.store.select(`${filter.sql} AND m.subject = ?`, [...filter.parameters, subject])
    const known = new Set(about.map((row) => row.id))
    const mentions = context.store
      .select(
        `${filter.sql} AND m.subject IS NULL AND instr(lower(m.content), ?) > 0`,
        [...filter.parameters, subject],
        'LIMIT 500',
      )
      .filter((row) => !known.has(row.id))
    const rows = [...about, ...mentions]
      .map((row) => ({
        row,
        section: sectionOf(row, at),
        confidence: row.confidence * trustOf(context.store, row),
      }))
      .filter((one) => input.sections.includes(one.section))
      .toSorted(
        (a, b) =>
          b.confidence - a.confidence || b.row.observed - a.row.observed || b.row.createdAt - a.row.createdAt,
      )
    const kept: typeof rows = []
    let used = 20
    for (const one of rows) {
      const cost = estimateTokens(one.row.content) + 8
      if (used + cost > input.maxTokens) continue
      used += cost
      kept.push(one)
    }
    const titles = { static: 'Lasting', current: 'Now', preferences: 'Preferences' } as const
    const text = sections
      .map((section) => ({ section, list: kept.filter((one) => one.section === section) }))
      .filter((one) => one.list.length > 0)
      .map(
        (one) =>
          `${titles[one.section]}:\n${one.list.map(({ row }) => `- ${row.content} [${row.id}]`).join('\n')}`,
      )
      .join('\n')
    return {
      text: text === '' ? '' : `${input.entity}\n${text}`,
      citations: kept.map(({ row, section, confidence }) => ({
        id: row.id,
        section,
        confidence: Math.round(confidence * 1000) / 1000,
      })),
      left: rows.length - kept.length,
    }
  },
})

const changing =
  /^(?:status|mood|location|lives in|works? (?:at|on|as)|role|title|current .+|working on|project|plan|goal|version|owner|phase)$/

function sectionOf(row: MemoryRow, at: number): (typeof sections)[number] {
  if (row.kind === 'preference') return 'preferences'
  if (
    row.predicate !== null &&
    /^(?:prefers?|likes?|dislikes?|hates?|loves?|favou?rite .*|preferred .*)$/.test(row.predicate)
  )
    return 'preferences'
  if (row.validTo !== null || (row.validFrom !== null && at - row.validFrom < 365 * day)) return 'current'
  if (row.predicate !== null && changing.test(row.predicate) && at - row.updatedAt < 90 * day)
    return 'current'
  return 'static'
}
