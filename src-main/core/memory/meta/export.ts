import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryRow } from '../database/rows.ts'
import { displayName } from '../graph/entity.ts'
import { defineOperation } from '../operation.ts'
import { name, readFields, time } from '../shared/fields.ts'
import { safeName } from '../shared/safe-path.ts'
import { iso } from '../shared/time.ts'
import { makeBackup } from './backup.ts'

const largestInline = 1_000_000

export const exportMemory = defineOperation({
  layer: 'meta',
  name: 'export',
  description:
    'Writes memories to a file beside the database (`exports/`), or gives the text with `inline`. ' +
    '"jsonl": one memory or link a line, complete, sorted, so that two exports can be compared; meta/import reads it back. "markdown": for people, by layer and day. ' +
    '"mcp-memory": entities and relations in the form of the MCP reference server’s memory.jsonl. "sqlite": a whole backup.',
  input: z.strictObject({
    format: z.enum(['jsonl', 'markdown', 'mcp-memory', 'sqlite']).default('jsonl'),
    name: name.optional().describe('File name without ending; by default the date and time.'),
    since: time.optional().describe('Only memories stored or changed since.'),
    includeEnded: z.boolean().default(true).describe('Also history: superseded, retracted, suppressed.'),
    inline: z.boolean().default(false),
    scope: readFields.scope,
  }),
  output: z.object({
    path: z.string().optional(),
    text: z.string().optional(),
    memories: z.number(),
    links: z.number(),
    bytes: z.number(),
    sha256: z.string().optional(),
  }),
  positional: ['format'],
  readOnly: true,
  handler(context, input) {
    if (input.format === 'sqlite') {
      if (input.inline || input.since !== undefined)
        throw new AthenaError(
          'BAD_ARGUMENTS',
          'meta/export: sqlite is always a whole file; leave out inline and since.',
        )
      const made = makeBackup(context, input.name)
      return { path: made.path, memories: made.memories, links: 0, bytes: made.bytes }
    }
    const filter = context.retrieval.where({
      scopes: context.readScopes(input.scope),
      ended: input.includeEnded,
      cold: true,
    })
    const rows = context.store.select(
      input.since === undefined ? filter.sql : `${filter.sql} AND m.updatedAt >= ?`,
      input.since === undefined ? filter.parameters : [...filter.parameters, input.since],
      'ORDER BY m.seq',
    )
    const ids = new Set(rows.map((row) => row.id))
    const links = context.store
      .links('1 = 1', [])
      .filter((link) => ids.has(link.fromId) && ids.has(link.toId))
    const text =
      input.format === 'jsonl'
        ? [
            ...rows.map((row) => JSON.stringify(exported(row))),
            ...links.map(({ id, fromId, toId, relation, data, createdAt }) =>
              JSON.stringify({ type: 'link', id, fromId, toId, relation, data, createdAt }),
            ),
          ].join('\n')
        : input.format === 'markdown'
          ? markdown(rows)
          : mcpMemory(rows)
    const bytes = Buffer.byteLength(text)
    const sha256 = createHash('sha256').update(text).digest('hex')
    const count = { memories: rows.length, links: links.length, bytes, sha256 }
    if (input.inline) {
      if (bytes > largestInline)
        throw new AthenaError('TOO_LARGE', `The export has ${bytes} bytes; leave out inline to get a file.`)
      return { text, ...count }
    }
    const folder = join(context.folder, 'exports')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const chosen = safeName(input.name ?? iso(context.now).replaceAll(':', '-').slice(0, 23))
    const path = join(folder, `${chosen}.${input.format === 'markdown' ? 'md' : 'jsonl'}`)
    try {
      writeFileSync(path, `${text}\n`, { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST')
        throw new AthenaError('CONFLICT', `There is an export named ${chosen} already.`)
      throw new AthenaError(
        'STORAGE',
        `The export could not be written to ${path}: ${(error as Error).message}`,
      )
    }
    return { path, ...count }
  },
})

/** What an export keeps of a row: all but its numbers inside this database. */
export function exported(row: MemoryRow): object {
  const { seq: _seq, rev: _rev, hash: _hash, ...rest } = row
  return { type: 'memory', ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)) }
}

function markdown(rows: readonly MemoryRow[]): string {
  const lines = ['# Memory', '']
  const byLayer = Map.groupBy(rows, (row) => row.layer)
  for (const [layer, list] of byLayer) {
    lines.push(`## ${layer}`, '')
    const byDay = Map.groupBy(list, (row) => iso(row.occurredAt ?? row.createdAt).slice(0, 10))
    for (const [date, some] of [...byDay].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      lines.push(`### ${date}`, '')
      for (const row of some) {
        const marks = [
          row.kind,
          row.speaker,
          ...row.tags.map((tag) => `#${tag}`),
          row.endedAt === null ? '' : `~${row.endedBy ?? 'ended'}~`,
        ]
        lines.push(
          `- ${row.content.replaceAll('\n', '\n  ')}`,
          `  <sub>${row.id} · ${marks.filter(Boolean).join(' · ')}</sub>`,
        )
      }
      lines.push('')
    }
  }
  return lines.join('\n')
}

function mcpMemory(rows: readonly MemoryRow[]): string {
  const entities = rows.filter(
    (row) => row.layer === 'graph' && row.kind === 'entity' && row.endedAt === null,
  )
  const names = new Map(entities.map((row) => [row.id, displayName(row)]))
  const observations = (row: MemoryRow): string[] => {
    const own = Array.isArray(row.data['observations']) ? (row.data['observations'] as string[]) : []
    const facts = rows.filter(
      (one) =>
        one.layer === 'semantic' && one.endedAt === null && one.subject === (row.name ?? '').toLowerCase(),
    )
    return [...own, ...facts.map((one) => one.content)]
  }
  return [
    ...entities.map((row) =>
      JSON.stringify({
        type: 'entity',
        name: displayName(row),
        entityType: String(row.data['type'] ?? 'thing'),
        observations: observations(row),
      }),
    ),
    ...rows
      .filter((row) => row.layer === 'graph' && row.kind === 'relation' && row.endedAt === null)
      .flatMap((row) => {
        const [from, to] = [names.get(row.subject ?? ''), names.get(row.object ?? '')]
        return from === undefined || to === undefined
          ? []
          : [JSON.stringify({ type: 'relation', from, to, relationType: row.predicate ?? 'related to' })]
      }),
  ].join('\n')
}
