import {
  floor,
  NativeRangeError,
  NativeTypeError,
  dateIso,
  dateTime,
  isArray,
  isBuffer,
  isDate,
  isError,
  isFinite,
  isMap,
  isPromise,
  is,
  isRegExp,
  isSafeInteger,
  isSet,
  isView,
  keys,
  mapEach,
  push,
  setEach,
  toNumber,
  toText,
  typedArrayName,
  stringify,
} from './primordials.ts'

/** A value as JSON text, what had to be converted, and whether it was `undefined`. */
export interface Converted {
  json: string
  notes: string[]
  undefined: boolean
}

const maxNotes = 20
const deepest = 400
const longestTyped = 1000

/**
 * Turns what the code returned into JSON: Date → ISO text, Map → object (or pairs), Set → array, BigInt → number or text, Error →
 * name and message, typed arrays → numbers, RegExp → text; functions, symbols and `undefined` are left out as JSON does; a
 * cycle, a Promise, NaN and what nests too deeply become a marker or null. Every conversion that changes meaning is noted with its path.
 * Throws RangeError when the JSON would be larger than `maxBytes` (counted while converting, so a bomb stops early).
 */
export function toJson(value: unknown, maxBytes: number): Converted {
  const notes: string[] = []
  const path: (string | number)[] = []
  const above: unknown[] = []
  let size = 0

  function spend(bytes: number): void {
    size += bytes
    if (size > maxBytes)
      throw new NativeRangeError(
        `The value is larger than ${maxBytes >= 1e6 ? `${toText(floor(maxBytes / 1e5) / 10)} MB` : `${toText(maxBytes)} bytes`}: return less of it, or write it to /workspace with writeFile and return the path`,
      )
  }
  function note(text: string): void {
    if (notes.length < maxNotes) push(notes, `${pathText(path)}: ${text}`)
    else if (notes.length === maxNotes) push(notes, 'more conversions were made')
  }
  function text(value: string): string {
    spend(value.length + 2)
    return stringify(value)
  }
  function items(count: number, read: (index: number) => unknown): string {
    let out = '['
    for (let i = 0; i < count; i++) {
      push(path, i)
      const item = convert(read(i))
      path.length--
      spend(1)
      out += (i > 0 ? ',' : '') + (item === undefined ? 'null' : item)
    }
    return `${out}]`
  }
  function members(names: readonly string[], read: (index: number) => unknown): string {
    let out = ''
    for (let i = 0; i < names.length; i++) {
      const key = names[i] ?? ''
      push(path, key)
      const json = convert(read(i))
      path.length--
      if (json === undefined) continue
      spend(key.length + 4)
      out += `${out === '' ? '' : ','}${stringify(key)}:${json}`
    }
    spend(2)
    return `{${out}}`
  }

  /** JSON text of a value, or undefined for what JSON leaves out. */
  function convert(value: unknown): string | undefined {
    switch (typeof value) {
      case 'string':
        return text(value)
      case 'boolean':
        spend(5)
        return value ? 'true' : 'false'
      case 'number':
        spend(8)
        if (isFinite(value)) return is(value, -0) ? '0' : toText(value)
        note(`${toText(value)} written as null`)
        return 'null'
      case 'bigint': {
        const near = toNumber(value)
        if (isSafeInteger(near)) {
          note('BigInt written as number')
          spend(8)
          return toText(near)
        }
        note('BigInt written as text')
        return text(toText(value))
      }
      case 'undefined':
        return undefined
      case 'function':
      case 'symbol':
        note(`${typeof value} left out`)
        return undefined
      default:
        break
    }
    if (value === null) {
      spend(4)
      return 'null'
    }
    for (let i = above.length - 1; i >= 0; i--)
      if (above[i] === value) {
        note('circular reference')
        return text('[circular]')
      }
    if (above.length >= deepest) {
      note('nested too deeply')
      return text('[nested too deeply]')
    }
    push(above, value)
    const json = convertObject(value as object)
    above.length--
    return json
  }

  function convertObject(value: object): string | undefined {
    if (isDate(value)) {
      if (dateTime(value) !== dateTime(value)) {
        note('invalid Date written as null')
        return 'null'
      }
      note('Date written as ISO text')
      return text(dateIso(value))
    }
    const own = (value as { toJSON?: unknown }).toJSON
    if (typeof own === 'function') return convert((value as { toJSON(key: string): unknown }).toJSON(''))
    if (isArray(value)) return items(value.length, (i) => value[i])
    if (isPromise(value)) {
      note('a Promise: did you forget `await`?')
      return text('[Promise]')
    }
    if (isError(value)) {
      const names: string[] = ['name', 'message']
      const extra = keys(value)
      for (let i = 0; i < extra.length; i++)
        if (extra[i] !== 'name' && extra[i] !== 'message') push(names, extra[i])
      return members(names, (i) =>
        i < 2
          ? toText((value as unknown as Record<string, unknown>)[names[i] ?? ''])
          : (value as unknown as Record<string, unknown>)[names[i] ?? ''],
      )
    }
    if (isMap(value)) return convertMap(value)
    if (isSet(value)) {
      note('Set written as array')
      const all: unknown[] = []
      setEach(value, (item) => push(all, item))
      return items(all.length, (i) => all[i])
    }
    if (isRegExp(value)) return text(toText(value))
    if (isView(value) || isBuffer(value)) return convertBytes(value)
    if (value instanceof Number || value instanceof String || value instanceof Boolean)
      return convert(value.valueOf())
    const names = keys(value)
    return members(names, (i) => (value as Record<string, unknown>)[names[i] ?? ''])
  }

  function convertMap(value: Map<unknown, unknown>): string {
    let textKeys = true
    const pairs: unknown[] = []
    mapEach(value, (item, key) => {
      if (typeof key !== 'string' && typeof key !== 'number') textKeys = false
      push(pairs, [key, item])
    })
    if (!textKeys) {
      note('Map written as array of pairs')
      return items(pairs.length, (i) => pairs[i])
    }
    note('Map written as object')
    const names: string[] = []
    for (let i = 0; i < pairs.length; i++) push(names, toText((pairs[i] as [unknown, unknown])[0]))
    return members(names, (i) => (pairs[i] as [unknown, unknown])[1])
  }

  function convertBytes(value: ArrayBufferView | ArrayBuffer): string {
    const name = isBuffer(value) ? 'ArrayBuffer' : (typedArrayName(value) ?? 'DataView')
    const length = isBuffer(value)
      ? value.byteLength
      : ((value as { length?: number }).length ?? value.byteLength)
    if (name === 'ArrayBuffer' || name === 'DataView' || length > longestTyped) {
      note(`${name} of ${toText(length)} left out; write it to /workspace with writeFile`)
      return text(`[${name} ${toText(length)}]`)
    }
    note(`${name} written as array`)
    return items(length, (i) => (value as unknown as ArrayLike<unknown>)[i])
  }

  const json = convert(value)
  if (json === undefined && value !== undefined && notes.length === 0) push(notes, '$: left out')
  return { json: json === undefined ? 'null' : json, notes, undefined: value === undefined }
}

function pathText(path: (string | number)[]): string {
  let out = '$'
  for (let i = 0; i < path.length; i++) {
    const part = path[i] ?? ''
    out +=
      typeof part === 'number'
        ? `[${part}]`
        : /^[A-Za-z_$][\w$]*$/.test(part)
          ? `.${part}`
          : `[${stringify(part)}]`
  }
  return out
}

/** Arguments of a call as JSON text. Throws TypeError with the path of what JSON cannot carry. */
export function argumentsToJson(value: unknown, maxBytes: number): string {
  const { json, notes, undefined: nothing } = toJson(value, maxBytes)
  for (let i = 0; i < notes.length; i++) {
    const line = notes[i] ?? ''
    if (/circular|nested too deeply|Promise|left out/.test(line))
      throw new NativeTypeError(`The arguments are not JSON: ${line}`)
  }
  return nothing ? '{}' : json
}
