import type { Json } from '../../../contract/json.ts'

/** The eight layers. */
export const layers = [
  'episodic',
  'semantic',
  'procedural',
  'prospective',
  'graph',
  'meta',
  'consolidation',
  'rag',
] as const
export type Layer = (typeof layers)[number]

/** Who wrote a memory, through what, and from which original. */
export interface Source {
  client?: string
  session?: string
  execution?: string
  /** What the writer named as origin: a file, an address, a person. */
  ref?: string
  /** Id of the thing in the writer's own system. */
  externalId?: string
}

/** A remembered thing as it is stored; times are epoch milliseconds. See `0001-memories.ts`. */
export interface MemoryRow {
  seq: number
  id: string
  layer: Layer
  kind: string
  scope: string
  name: string | null
  content: string
  data: Record<string, Json>
  tags: string[]
  session: string | null
  position: number | null
  speaker: string | null
  place: string | null
  occurredAt: number | null
  dueAt: number | null
  validFrom: number | null
  validTo: number | null
  subject: string | null
  predicate: string | null
  object: string | null
  parent: string | null
  status: string | null
  importance: number
  confidence: number
  utility: number
  observed: number
  pin: string | null
  tier: string
  source: Source
  hash: string
  rev: number
  createdAt: number
  updatedAt: number
  endedAt: number | null
  endedBy: string | null
  endedReason: string | null
}

/** A row as SQLite gives it: JSON columns are text. */
export type StoredRow = Omit<MemoryRow, 'data' | 'tags' | 'source'> & {
  data: string
  tags: string
  source: string
}

/** What a writer gives; the rest has defaults or is set by the store. */
export type NewMemory = Pick<MemoryRow, 'layer' | 'kind' | 'scope' | 'content'> &
  Partial<Omit<MemoryRow, 'seq' | 'rev' | 'createdAt' | 'updatedAt'>>

/** Fields that an update may set. */
export type MemoryPatch = Partial<Omit<MemoryRow, 'seq' | 'id' | 'rev' | 'createdAt' | 'updatedAt' | 'hash'>>

/** All columns in order, as the statements use them. */
export const memoryColumns = [
  'seq',
  'id',
  'layer',
  'kind',
  'scope',
  'name',
  'content',
  'data',
  'tags',
  'session',
  'position',
  'speaker',
  'place',
  'occurredAt',
  'dueAt',
  'validFrom',
  'validTo',
  'subject',
  'predicate',
  'object',
  'parent',
  'status',
  'importance',
  'confidence',
  'utility',
  'observed',
  'pin',
  'tier',
  'source',
  'hash',
  'rev',
  'createdAt',
  'updatedAt',
  'endedAt',
  'endedBy',
  'endedReason',
] as const satisfies readonly (keyof MemoryRow)[]

/** Parses the JSON columns of a stored row. */
export function fromStored(row: StoredRow): MemoryRow {
  return {
    ...row,
    data: row.data === '{}' ? {} : (JSON.parse(row.data) as Record<string, Json>),
    tags: row.tags === '[]' ? [] : (JSON.parse(row.tags) as string[]),
    source: row.source === '{}' ? {} : (JSON.parse(row.source) as Source),
  }
}

/** The inverse of {@link fromStored}. */
export function toStored(row: MemoryRow): StoredRow {
  return {
    ...row,
    data: JSON.stringify(row.data),
    tags: JSON.stringify(row.tags),
    source: JSON.stringify(row.source),
  }
}

/** A typed connection between two memories. */
export interface LinkRow {
  id: string
  fromId: string
  toId: string
  relation: string
  data: Record<string, Json>
  rev: number
  createdAt: number
}
