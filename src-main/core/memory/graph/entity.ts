import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import type { Json } from '../../../contract/json.ts'
import type { MemoryRow } from '../database/rows.ts'
import type { Write } from '../database/store.ts'
import { asRecord, type MemoryContext } from '../operation.ts'
import { normalName } from '../semantic/fact.ts'

export const entitySchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  aliases: z.array(z.string()),
  attributes: z.record(z.string(), z.json()),
  observations: z.array(z.string()),
  tags: z.array(z.string()),
  scope: z.string(),
})
export type EntityView = z.infer<typeof entitySchema>

export function entityView(row: MemoryRow): EntityView {
  return {
    id: row.id,
    name: displayName(row),
    type: String(row.data['type'] ?? 'thing'),
    aliases: list(row.data['aliases']),
    attributes: asRecord(row.data['attributes']),
    observations: list(row.data['observations']),
    tags: row.tags,
    scope: row.scope,
  }
}

/** The name as it was written; `name` of the row is the normalised one. */
export function displayName(row: MemoryRow): string {
  const { label } = row.data
  return typeof label === 'string' ? label : (row.name ?? row.content)
}

export function list(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

export interface NewEntity {
  name: string
  type?: string | undefined
  aliases?: readonly string[] | undefined
  attributes?: Record<string, Json> | undefined
  observations?: readonly string[] | undefined
  tags?: readonly string[] | undefined
}

/** Current entity of a scope by its name or one of its aliases, case and accents ignored. */
export function findEntityByName(
  context: MemoryContext,
  scope: string,
  name: string,
  type?: string,
): MemoryRow | undefined {
  const plain = normalName(name)
  const rows = context.store.select(
    `m.layer = 'graph' AND m.kind = 'entity' AND m.scope = ? AND m.endedAt IS NULL AND
     (m.name = ? OR EXISTS (SELECT 1 FROM json_each(m.data, '$.keys') WHERE value = ?))`,
    [scope, plain, plain],
  )
  const fitting =
    type === undefined
      ? rows
      : rows.filter((row) => row.data['type'] === type || row.data['type'] === 'thing')
  return fitting.find((row) => row.name === plain) ?? fitting[0]
}

/** The text of an entity that is searched. */
function entityText(entity: {
  name: string
  type: string
  aliases: string[]
  attributes: Record<string, Json>
  observations: string[]
}): string {
  const attributes = Object.entries(entity.attributes).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const head = entity.aliases.length > 0 ? `${entity.name} (${entity.aliases.join(', ')})` : entity.name
  return [`${head}, ${entity.type}`, ...attributes, ...entity.observations].join('\n')
}

/** Row fields of an entity. */
export function entityFields(entity: EntityView): Pick<MemoryRow, 'name' | 'content' | 'data' | 'tags'> {
  return {
    name: normalName(entity.name),
    content: entityText(entity),
    tags: entity.tags,
    data: {
      label: entity.name,
      type: entity.type,
      aliases: entity.aliases,
      keys: entity.aliases.map(normalName),
      attributes: entity.attributes,
      observations: entity.observations,
    },
  }
}

/** Adds an entity, or enriches the one that has the name already. */
export function insertEntity(
  context: MemoryContext,
  write: Write,
  scope: string,
  input: NewEntity,
): { row: MemoryRow; merged: boolean } {
  const known =
    findEntityByName(context, scope, input.name, input.type) ??
    input.aliases
      ?.map((alias) => findEntityByName(context, scope, alias, input.type))
      .find((row) => row !== undefined)
  if (!known) {
    const row = write.insert({
      layer: 'graph',
      kind: 'entity',
      scope,
      ...entityFields({
        id: '',
        scope,
        name: input.name,
        type: input.type ?? 'thing',
        aliases: [...(input.aliases ?? [])],
        attributes: input.attributes ?? {},
        observations: [...(input.observations ?? [])],
        tags: [...(input.tags ?? [])],
      }),
    })
    return { row, merged: false }
  }
  const before = entityView(known)
  const names = new Set([before.name, ...before.aliases].map(normalName))
  const aliases = [input.name, ...(input.aliases ?? [])].filter((alias) => !names.has(normalName(alias)))
  const after: EntityView = {
    ...before,
    type: before.type === 'thing' ? (input.type ?? 'thing') : before.type,
    aliases: [...before.aliases, ...new Set(aliases)],
    attributes: { ...before.attributes, ...input.attributes },
    observations: [...new Set([...before.observations, ...(input.observations ?? [])])],
    tags: [...new Set([...before.tags, ...(input.tags ?? [])])],
  }
  return {
    row: write.update(known.id, { ...entityFields(after), observed: known.observed + 1 }),
    merged: true,
  }
}

/** An entity by id, name or alias, within the scopes of an input; NOT_FOUND with the nearest names otherwise. */
export function needEntity(
  context: MemoryContext,
  reference: string,
  input: { scope?: string | string[] | undefined },
): MemoryRow {
  const scopes = context.readScopes(input.scope)
  const byId = context.store.get(reference)
  if (
    byId &&
    byId.layer === 'graph' &&
    byId.kind === 'entity' &&
    scopes.includes(byId.scope) &&
    byId.endedAt === null
  )
    return byId
  for (const scope of scopes) {
    const found = findEntityByName(context, scope, reference)
    if (found) return found
  }
  const near = context.retrieval
    .search({ query: reference, scopes, layers: ['graph'], kinds: ['entity'], limit: 3, now: context.now })
    .map((hit) => displayName(hit.row))
  throw new AthenaError(
    'NOT_FOUND',
    `There is no entity ${JSON.stringify(reference)}.${near.length > 0 ? ` Near: ${near.join(', ')}.` : ''}`,
  )
}
