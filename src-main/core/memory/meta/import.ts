import { readFileSync, statSync } from 'node:fs'
import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { Json } from '../../../contract/json.ts'
import { layers, type Layer, type MemoryRow, type NewMemory } from '../database/rows.ts'
import type { Write } from '../database/store.ts'
import { contentHash } from '../database/store.ts'
import { asRecord, defineOperation, type MemoryContext } from '../operation.ts'
import { insertEntity, findEntityByName } from '../graph/entity.ts'
import { insertRelation } from '../graph/relation.ts'
import { isSingleValued, overlaps, sameName, sameSubject } from '../semantic/fact.ts'
import { readablePath } from '../shared/safe-path.ts'
import { filledText, writeFields } from '../shared/fields.ts'

const largestFile = 200_000_000

export const importMemory = defineOperation({
  layer: 'meta',
  name: 'import',
  description:
    'Reads memories from an export (jsonl), or from the MCP reference server’s memory.jsonl (mcp-memory), given as text or as the absolute path of a file. ' +
    'Known ids with equal content are skipped; a known id with other content is a conflict and left as it is; facts that contradict what is held are stored and wait in semantic/conflicts. ' +
    'With `dryRun` nothing is written. One bad line fails the whole import with its number; nothing is kept of it then.',
  input: z.strictObject({
    format: z.enum(['jsonl', 'mcp-memory']).default('jsonl'),
    text: z.string().max(20_000_000).optional(),
    path: filledText(4000).optional(),
    keepScopes: z
      .boolean()
      .default(false)
      .describe('Keep the scopes of a jsonl export instead of putting everything into `scope`.'),
    dryRun: z.boolean().default(false),
    ...writeFields,
  }),
  output: z.object({
    added: z.number(),
    skipped: z.number(),
    links: z.number(),
    conflicts: z.array(z.object({ id: z.string(), reason: z.string() })),
    opId: z.string().optional(),
  }),
  readOnly: false,
  handler(context, input) {
    if ((input.text === undefined) === (input.path === undefined)) {
      throw new AthenaError('BAD_ARGUMENTS', 'meta/import: give either text or path.')
    }
    const lines = (input.text ?? readFile(context, input.path ?? '')).split('\n')
    const records = lines.flatMap((line, index) => {
      if (line.trim() === '') return []
      try {
        return [{ number: index + 1, value: asRecord(JSON.parse(line) as Json) }]
      } catch {
        throw new AthenaError(
          'BAD_ARGUMENTS',
          `meta/import: line ${index + 1} is not JSON. Nothing was imported.`,
        )
      }
    })
    const result = { added: 0, skipped: 0, links: 0, conflicts: [] as { id: string; reason: string }[] }
    try {
      const { opId } = context.write(input, (write, scope) => {
        if (input.format === 'jsonl')
          importJsonl(context, write, records, input.keepScopes ? undefined : scope, result)
        else importMcpMemory(context, write, records, scope, result)
        if (input.dryRun) throw new DryRun()
        return result
      })
      return { ...result, opId }
    } catch (error) {
      // A dry run does everything and takes it back, so that it tells the truth.
      if (error instanceof DryRun) return result
      throw error
    } finally {
      if (input.dryRun) context.retrieval.forget()
    }
  },
})

class DryRun extends Error {}

interface ImportRecord {
  number: number
  value: Record<string, Json>
}
interface ImportResult {
  added: number
  skipped: number
  links: number
  conflicts: { id: string; reason: string }[]
}

function readFile(context: MemoryContext, path: string): string {
  const real = readablePath(path, context.folder)
  const { size } = statSync(real)
  if (size > largestFile)
    throw new AthenaError(
      'TOO_LARGE',
      `${path} has ${size} bytes; at most ${largestFile} can be imported at once.`,
    )
  return readFileSync(real, 'utf8')
}

function importJsonl(
  context: MemoryContext,
  write: Write,
  records: readonly ImportRecord[],
  scope: string | undefined,
  result: ImportResult,
): void {
  for (const { number, value } of records.filter((one) => one.value['type'] === 'memory')) {
    const { id, layer, kind, content } = value
    if (
      typeof id !== 'string' ||
      typeof kind !== 'string' ||
      typeof content !== 'string' ||
      !layers.includes(layer as Layer)
    ) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `meta/import: line ${number} lacks id, layer, kind or content. Nothing was imported.`,
      )
    }
    const known = context.store.get(id)
    if (known) {
      if (known.hash === contentHash(content)) result.skipped++
      else
        result.conflicts.push({
          id,
          reason: `this id is stored with other content (line ${number}); kept as it was`,
        })
      continue
    }
    const { type: _type, createdAt: _created, updatedAt: _updated, ...rest } = value
    const row = write.insert({
      ...(rest as unknown as NewMemory),
      scope: scope ?? String(value['scope'] ?? 'user'),
    })
    result.added++
    noteContradictions(context, write, row, result)
  }
  for (const { value } of records.filter((one) => one.value['type'] === 'link')) {
    const { fromId, toId, relation } = value
    if (typeof fromId !== 'string' || typeof toId !== 'string' || typeof relation !== 'string') continue
    if (!context.store.get(fromId) || !context.store.get(toId)) continue
    if (context.store.links('fromId = ? AND toId = ? AND relation = ?', [fromId, toId, relation]).length > 0)
      continue
    write.link(fromId, toId, relation, asRecord(value['data']))
    result.links++
  }
}

/** A fact that came in and contradicts one that is held becomes an open conflict. */
function noteContradictions(
  context: MemoryContext,
  write: Write,
  row: MemoryRow,
  result: ImportResult,
): void {
  if (
    row.layer !== 'semantic' ||
    row.endedAt !== null ||
    row.predicate === null ||
    !isSingleValued(row.predicate)
  )
    return
  for (const other of sameSubject(context, row.scope, row)) {
    if (other.id === row.id || sameName(other.object, row.object) || !overlaps(other, row)) continue
    write.insert({
      layer: 'semantic',
      kind: 'conflict',
      scope: row.scope,
      content: `${other.content} ↔ ${row.content}`,
      status: 'open',
      data: { a: other.id, b: row.id },
      parent: row.id,
    })
    result.conflicts.push({ id: row.id, reason: `contradicts ${other.id}` })
  }
}

function importMcpMemory(
  context: MemoryContext,
  write: Write,
  records: readonly ImportRecord[],
  scope: string,
  result: ImportResult,
): void {
  for (const { number, value } of records.filter((one) => one.value['type'] === 'entity')) {
    const { name, entityType, observations } = value
    if (typeof name !== 'string')
      throw new AthenaError('BAD_ARGUMENTS', `meta/import: line ${number} has no name. Nothing was imported.`)
    const list = Array.isArray(observations)
      ? observations.filter((one): one is string => typeof one === 'string')
      : []
    const { row, merged } = insertEntity(context, write, scope, {
      name,
      type: typeof entityType === 'string' && entityType !== '' ? entityType : 'thing',
      observations: list,
    })
    void row
    if (merged) result.skipped++
    else result.added++
  }
  for (const { number, value } of records.filter((one) => one.value['type'] === 'relation')) {
    const { from, to, relationType } = value
    const [subject, object] = [from, to].map((one) =>
      typeof one === 'string' ? findEntityByName(context, scope, one) : undefined,
    )
    if (!subject || !object || typeof relationType !== 'string') {
      result.conflicts.push({
        id: `line ${number}`,
        reason: 'the relation names an entity that is not there',
      })
      continue
    }
    const { merged } = insertRelation(context, write, scope, { subject, predicate: relationType, object })
    if (merged) result.skipped++
    else result.links++
  }
}
