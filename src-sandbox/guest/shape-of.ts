import {
  isArray,
  isDate,
  isError,
  isMap,
  isSet,
  isView,
  join,
  keys,
  push,
  setEach,
  mapEach,
  NativeSet,
  setAdd,
} from './primordials.ts'

const maxKeys = 30
const maxShapes = 3
const sampled = 20

/**
 * Keys and types of a value, never its values: `{ id: number, tags: string[], owner?: { login: string } }[] (120)`.
 */
export function shapeOf(value: unknown, depth = 4): string {
  switch (typeof value) {
    case 'object':
      break
    default:
      return typeof value
  }
  if (value === null) return 'null'
  if (isDate(value)) return 'Date'
  if (isError(value)) return 'Error'
  if (isView(value)) return `bytes (${value.byteLength})`
  if (isArray(value)) {
    if (value.length === 0) return '[] (0)'
    return `${listOf(value, value.length, depth)}[] (${value.length})`
  }
  if (isSet(value)) {
    const items: unknown[] = []
    setEach(value, (item) => push(items, item))
    return `Set<${listOf(items, items.length, depth)}> (${items.length})`
  }
  if (isMap(value)) {
    const items: unknown[] = []
    const names: unknown[] = []
    mapEach(value, (item, key) => {
      push(items, item)
      push(names, key)
    })
    return `Map<${listOf(names, names.length, depth)}, ${listOf(items, items.length, depth)}> (${items.length})`
  }
  if (depth <= 0) return 'object'
  const parts: string[] = []
  const names = keys(value)
  for (let i = 0; i < names.length && i < maxKeys; i++) {
    const name = names[i] ?? ''
    push(
      parts,
      `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)}: ${shapeOf((value as Record<string, unknown>)[name], depth - 1)}`,
    )
  }
  if (names.length > maxKeys) push(parts, `… ${names.length - maxKeys} more keys`)
  return parts.length === 0 ? '{}' : `{ ${join(parts, ', ')} }`
}

/** The different shapes among the first items, joined; objects with the same keys count once. */
function listOf(items: unknown[], length: number, depth: number): string {
  const seen = new NativeSet<unknown>()
  const shapes: string[] = []
  for (let i = 0; i < length && i < sampled; i++) {
    const before = seen.size
    const shape = shapeOf(items[i], depth - 1)
    setAdd(seen, shape)
    if (seen.size > before && shapes.length < maxShapes) push(shapes, shape)
  }
  if (shapes.length === 0) return 'unknown'
  return shapes.length === 1
    ? (shapes[0] ?? '')
    : `(${join(shapes, ' | ')}${seen.size > maxShapes ? ' | …' : ''})`
}
