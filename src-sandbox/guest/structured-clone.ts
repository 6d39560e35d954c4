import {
  NativeDate,
  NativeError,
  NativeMap,
  NativeSet,
  dateTime,
  globals,
  isArray,
  isBuffer,
  isDate,
  isError,
  isMap,
  isRegExp,
  isSet,
  isView,
  keys,
  mapEach,
  mapGet,
  mapHas,
  mapSet,
  setAdd,
  setEach,
  toText,
  typedArrayName,
  isPromise,
  create,
  defineProperty,
} from './primordials.ts'
import { defineGlobal } from './channel.ts'

function fail(what: string): never {
  const error = new NativeError(`${what} could not be cloned.`)
  error.name = 'DataCloneError'
  throw error
}

/** A deep copy after the HTML standard's structured clone: cycles, Map, Set, Date, RegExp, bytes and errors kept; functions refused. */
function copy(value: unknown, seen: Map<unknown, unknown>): unknown {
  if (typeof value === 'function') fail(`The function ${toText(value.name)}`)
  if (typeof value === 'symbol') fail('A symbol')
  if (typeof value !== 'object' || value === null) return value
  if (mapHas(seen, value)) return mapGet(seen, value)
  const keep = <T>(made: T): T => {
    mapSet(seen, value, made)
    return made
  }
  if (isDate(value)) return keep(new NativeDate(dateTime(value)))
  if (isRegExp(value)) return keep(new RegExp(value.source, value.flags))
  if (isPromise(value)) fail('A Promise')
  if (isBuffer(value)) return keep(value.slice(0))
  if (isView(value)) {
    const buffer = copy(value.buffer, seen) as ArrayBuffer
    const make = globals[typedArrayName(value) ?? 'DataView'] as new (
      buffer: ArrayBuffer,
      offset: number,
      length: number,
    ) => unknown
    return keep(new make(buffer, value.byteOffset, (value as { length?: number }).length ?? value.byteLength))
  }
  if (isMap(value)) {
    const made = keep(new NativeMap<unknown, unknown>())
    mapEach(value, (item, key) => mapSet(made, copy(key, seen), copy(item, seen)))
    return made
  }
  if (isSet(value)) {
    const made = keep(new NativeSet<unknown>())
    setEach(value, (item) => setAdd(made, copy(item, seen)))
    return made
  }
  if (isError(value)) {
    const make = globals[value.name]
    const made = keep(
      new (typeof make === 'function' && make.prototype instanceof NativeError
        ? (make as ErrorConstructor)
        : NativeError)(value.message),
    )
    made.stack = value.stack ?? ''
    return made
  }
  if (isArray(value)) {
    const made: unknown[] = keep([])
    made.length = value.length
    for (let i = 0; i < value.length; i++) if (i in value) made[i] = copy(value[i], seen)
    return made
  }
  if (value instanceof Number || value instanceof String || value instanceof Boolean)
    return keep(Object(value.valueOf()))
  const made: Record<string, unknown> = keep({})
  const names = keys(value)
  const slot = create(null) as PropertyDescriptor
  slot.writable = true
  slot.enumerable = true
  slot.configurable = true
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    slot.value = copy((value as Record<string, unknown>)[name], seen)
    defineProperty(made, name, slot)
  }
  return made
}

/** Defines `structuredClone`. */
export function installStructuredClone(): void {
  defineGlobal('structuredClone', (value: unknown) => copy(value, new NativeMap()))
}
