import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { layers, type MemoryRow } from '../database/rows.ts'
import type { MemoryContext } from '../operation.ts'
import { id, name, readScope, shortText, tags, time } from './fields.ts'

/** Chooses memories of any layer; all that is given must fit. */
export const selectorFields = {
  ids: z.array(id).min(1).max(10_000).optional(),
  query: shortText.optional().describe('Memories that contain all content words of this text.'),
  layers: z.array(z.enum(layers)).min(1).optional(),
  kinds: z.array(name).min(1).optional(),
  tags: tags.optional(),
  session: name.optional(),
  source: name.optional().describe('Client or origin that wrote them.'),
  before: time.optional().describe('Stored before this time.'),
  scope: readScope,
}

export interface Selector {
  ids?: string[] | undefined
  query?: string | undefined
  layers?: (typeof layers)[number][] | undefined
  kinds?: string[] | undefined
  tags?: string[] | undefined
  session?: string | undefined
  source?: string | undefined
  before?: number | undefined
  scope?: string | string[] | undefined
}

/** The memories a selector names; BAD_ARGUMENTS when it names none of its members, NOT_FOUND for an unknown id. */
export function selectMemories(
  context: MemoryContext,
  selector: Selector,
  options: { ended: boolean; maximum: number },
): MemoryRow[] {
  const { ids, query, session, source, before } = selector
  if (
    ![ids, query, selector.layers, selector.kinds, selector.tags, session, source, before].some(
      (one) => one !== undefined,
    )
  ) {
    throw new AthenaError(
      'BAD_ARGUMENTS',
      'Name what is meant: ids, query, layers, kinds, tags, session, source or before.',
    )
  }
  for (const one of ids ?? []) context.need(one, selector)
  const filter = context.retrieval.where({
    scopes: context.readScopes(selector.scope),
    layers: selector.layers,
    kinds: selector.kinds,
    tags: selector.tags,
    session,
    ended: options.ended,
    cold: true,
  })
  const parts = [filter.sql]
  const parameters = [...filter.parameters]
  if (ids) {
    parts.push('m.id IN (SELECT value FROM json_each(?))')
    parameters.push(JSON.stringify(ids))
  }
  if (source !== undefined) {
    parts.push("(json_extract(m.source, '$.client') = ? OR json_extract(m.source, '$.ref') = ?)")
    parameters.push(source, source)
  }
  if (before !== undefined) {
    parts.push('m.createdAt < ?')
    parameters.push(before)
  }
  if (query !== undefined) {
    const terms = [...context.retrieval.parse(query).terms.keys()]
    parts.push('m.seq IN (SELECT rowid FROM memory_fts WHERE memory_fts MATCH ?)')
    parameters.push(terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(' AND '))
  }
  const rows = context.store.select(
    parts.join(' AND '),
    [...parameters, options.maximum + 1],
    'ORDER BY m.seq LIMIT ?',
  )
  if (rows.length > options.maximum) {
    throw new AthenaError(
      'BAD_ARGUMENTS',
      `More than ${options.maximum} memories are meant; narrow the selection.`,
    )
  }
  return rows
}
