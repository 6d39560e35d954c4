import type { JsonSchema } from '../../contract/json.ts'
import type { LearnedShape } from './api.ts'

/** Properties kept for one object; more are summed up as an index signature, since the keys are data then (ids, dates). */
const maxProperties = 60
/** Depth and list items looked at. */
const maxDepth = 8
const maxItems = 50
/** Parts of one result looked at. */
const maxNodes = 3_000
/** Keys that look like data, not like field names. They would leak values into a type. */
const dataKey = /[^\w$.-]|^\d|\d{4,}|.{41,}|^\[/

/**
 * What results of tools looked like: structure only, never a value. Keys that look like data (numbers, addresses, long text)
 * are dropped in favour of an index signature.
 */
export class LearnedShapes {
  private readonly shapes = new Map<string, LearnedShape>()

  /** Takes one result in. True if the type of the tool changed (a new structure; the count alone changes it at 1, 2, 4, 8 …). */
  observe(toolId: string, value: unknown): boolean {
    const before = this.shapes.get(toolId)
    const seen = shapeSchema(value)
    const schema = before ? mergeSchemas(before.schema, seen) : seen
    const calls = (before?.calls ?? 0) + 1
    const isNew = before === undefined || JSON.stringify(before.schema) !== JSON.stringify(schema)
    const isMilestone = (calls & (calls - 1)) === 0
    this.shapes.set(toolId, { schema, calls })
    return isNew || isMilestone
  }

  /** The shape of a tool's results, if any were seen. */
  get(toolId: string): LearnedShape | undefined {
    return this.shapes.get(toolId)
  }

  /** Everything learned, to be kept across restarts. */
  export(): [string, LearnedShape][] {
    return [...this.shapes]
  }

  /** Takes back what {@link export} gave. */
  import(entries: [string, LearnedShape][]): void {
    for (const [toolId, shape] of entries) this.shapes.set(toolId, shape)
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A JSON Schema of one value: types and keys. Large values are looked at in part. */
export function shapeSchema(value: unknown): JsonSchema {
  let left = maxNodes
  const look = (part: unknown, depth: number): JsonSchema => {
    if (part === null) return { type: 'null' }
    left--
    if (Array.isArray(part)) {
      if (depth >= maxDepth || part.length === 0) return { type: 'array' }
      let items: JsonSchema | undefined
      for (const item of part.slice(0, maxItems)) {
        if (left <= 0) break
        const seen = look(item, depth + 1)
        items = items ? mergeSchemas(items, seen) : seen
      }
      return items ? { type: 'array', items } : { type: 'array' }
    }
    if (isRecord(part)) {
      const keys = Object.keys(part)
      if (depth >= maxDepth || left <= 0) return { type: 'object' }
      const fields = keys.filter((key) => !dataKey.test(key))
      if (keys.length > maxProperties || fields.length < keys.length / 2) {
        let values: JsonSchema | undefined
        for (const key of keys.slice(0, maxItems)) {
          if (left <= 0) break
          const seen = look(part[key], depth + 1)
          values = values ? mergeSchemas(values, seen) : seen
        }
        return { type: 'object', additionalProperties: values ?? true }
      }
      return {
        type: 'object',
        properties: Object.fromEntries(fields.map((key) => [key, look(part[key], depth + 1)])),
        required: fields,
      }
    }
    const type = typeof part
    return type === 'string' || type === 'number' || type === 'boolean' ? { type } : {}
  }
  return look(value, 0)
}

/** The schema of values that fit either; fields missing on one side become optional. */
export function mergeSchemas(left: JsonSchema, right: JsonSchema): JsonSchema {
  if (JSON.stringify(left) === JSON.stringify(right)) return left
  const variants = new Map<string, JsonSchema>()
  for (const schema of [...flatten(left), ...flatten(right)]) {
    const type = typeof schema['type'] === 'string' ? schema['type'] : 'any'
    const known = variants.get(type)
    variants.set(type, known ? mergeSameType(known, schema) : schema)
  }
  if (variants.has('any')) return {}
  const all = [...variants.values()]
  const [only] = all
  return all.length === 1 && only ? only : { anyOf: all }
}

function flatten(schema: JsonSchema): JsonSchema[] {
  return Array.isArray(schema['anyOf']) ? schema['anyOf'].filter(isRecord) : [schema]
}

function mergeSameType(left: JsonSchema, right: JsonSchema): JsonSchema {
  if (left['type'] === 'array') {
    if (!isRecord(left['items'])) return right
    if (!isRecord(right['items'])) return left
    return { type: 'array', items: mergeSchemas(left['items'], right['items']) }
  }
  if (left['type'] !== 'object') return left
  if (isRecord(left['additionalProperties']) || isRecord(right['additionalProperties'])) {
    const values = [left, right].flatMap((schema) => [
      ...(isRecord(schema['additionalProperties']) ? [schema['additionalProperties']] : []),
      ...(isRecord(schema['properties']) ? Object.values(schema['properties']).filter(isRecord) : []),
    ])
    return { type: 'object', additionalProperties: values.reduce((a, b) => mergeSchemas(a, b)) }
  }
  if (!isRecord(left['properties'])) return right
  if (!isRecord(right['properties'])) return left
  const properties: Record<string, unknown> = { ...left['properties'] }
  for (const [key, schema] of Object.entries(right['properties'])) {
    const known = properties[key]
    properties[key] = isRecord(known) && isRecord(schema) ? mergeSchemas(known, schema) : schema
  }
  const both = (schema: JsonSchema) => new Set(Array.isArray(schema['required']) ? schema['required'] : [])
  const requiredLeft = both(left)
  const requiredRight = both(right)
  return { type: 'object', properties, required: [...requiredLeft].filter((key) => requiredRight.has(key)) }
}
