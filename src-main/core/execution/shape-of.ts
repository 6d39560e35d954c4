import type { Json } from '../../contract/json.ts'

/** Keys and types of a value, small, no values: what an agent needs to correct its access. */
export function shapeOf(value: Json | undefined, depth = 3): string {
  if (value === undefined) return 'undefined'
  if (value === null) return 'null'
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `Array(${value.length}) of ${shapeOf(value[0], depth - 1)}`
  if (typeof value !== 'object') return typeof value
  if (depth <= 0) return '{…}'
  const keys = Object.entries(value)
  const shown = keys.slice(0, 20).map(([key, item]) => `${key}: ${shapeOf(item, depth - 1)}`)
  return `{ ${shown.join(', ')}${keys.length > shown.length ? `, … ${keys.length - shown.length} more` : ''} }`
}
