import {
  NativeArrayBuffer,
  NativeBigInt,
  NativeDate,
  NativeError,
  NativeMap,
  NativeRangeError,
  NativeSet,
  NativeUint8Array,
  create,
  dateTime,
  defineProperty,
  globals,
  is,
  isArray,
  isBuffer,
  isDate,
  isError,
  isFinite,
  isMap,
  isRegExp,
  isSet,
  isView,
  keys,
  mapEach,
  mapGet,
  mapSet,
  parse,
  push,
  setAdd,
  setEach,
  stringify,
  toText,
  typedArrayName,
  getPrototypeOf,
  toNumber,
} from './primordials.ts'
import { fromBase64, toBase64 } from './bytes.ts'

/**
 * The text form of a session's variables: `{"v":1,"n":[…]}`, a list of nodes of which the first is the root. A reference is
 * the index of a node. A node is a JSON primitive or an array whose first item is its tag:
 * `o` object (key, reference, …), `a` array (references, −1 for a hole), `m` Map, `s` Set, `d` Date (milliseconds or null), `n` BigInt (digits),
 * `f` NaN, Infinity, −Infinity, −0, `u` undefined, `r` RegExp, `e` Error, `b` bytes (type, base64).
 * Cycles and shared references survive. Functions and symbols have no form and are left out.
 */
export interface EncodedState {
  text: string
  /** Paths that were left out. */
  dropped: string[]
}

/** Encodes; throws RangeError when the text would be larger than `maxBytes`. */
export function encodeState(root: unknown, maxBytes: number): EncodedState {
  const nodes: string[] = []
  const seen = new NativeMap<unknown, unknown>()
  const primitives = new NativeMap<unknown, unknown>()
  const dropped: string[] = []
  const waiting: { value: object; at: number; path: string }[] = []
  let size = 0

  function add(text: string): number {
    size += text.length + 1
    if (size > maxBytes)
      throw new NativeRangeError(
        `\`state\` is larger than ${toText(maxBytes / 1048576)} MB: keep large data in /workspace`,
      )
    push(nodes, text)
    return nodes.length - 1
  }
  function reference(value: unknown, path: string): number {
    switch (typeof value) {
      case 'function':
      case 'symbol':
        if (dropped.length < 20) push(dropped, path)
        return -1
      case 'object':
        if (value !== null) {
          const known = mapGet(seen, value)
          if (typeof known === 'number') return known
          const at = add('0')
          mapSet(seen, value, at)
          push(waiting, { value, at, path })
          return at
        }
        break
      default:
        break
    }
    const key = is(value, -0) ? '-0' : value
    const known = typeof value === 'string' && value.length > 40 ? undefined : mapGet(primitives, key)
    if (typeof known === 'number' && key !== '-0') return known
    const at = add(primitive(value))
    if (!(typeof value === 'string' && value.length > 40)) mapSet(primitives, key, at)
    return at
  }
  function primitive(value: unknown): string {
    if (typeof value === 'bigint') return `["n","${toText(value)}"]`
    if (value === undefined) return '["u"]'
    if (typeof value === 'number' && (!isFinite(value) || is(value, -0)))
      return `["f","${is(value, -0) ? '-0' : toText(value)}"]`
    return stringify(value)
  }
  function fill(value: object, path: string): string {
    if (isDate(value))
      return `["d",${dateTime(value) === dateTime(value) ? toText(dateTime(value)) : 'null'}]`
    if (isMap(value)) {
      let out = '["m"'
      mapEach(
        value,
        (item, key) => (out += `,${reference(key, `${path}.key`)},${reference(item, `${path}.value`)}`),
      )
      return `${out}]`
    }
    if (isSet(value)) {
      let out = '["s"'
      setEach(value, (item) => (out += `,${reference(item, `${path}.item`)}`))
      return `${out}]`
    }
    if (isRegExp(value)) return `["r",${stringify(value.source)},${stringify(value.flags)}]`
    if (isBuffer(value)) return `["b","ArrayBuffer","${toBase64(new NativeUint8Array(value))}"]`
    if (isView(value))
      return `["b","${typedArrayName(value) ?? 'DataView'}","${toBase64(new NativeUint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength))}"]`
    if (isError(value))
      return `["e",${stringify(toText(value.name))},${stringify(toText(value.message))},${stringify(toText(value.stack ?? ''))}]`
    if (isArray(value)) {
      let out = '["a"'
      for (let i = 0; i < value.length; i++) {
        out += `,${i in value ? reference(value[i], `${path}[${i}]`) : -1}`
        if (out.length + size > maxBytes) add(out)
      }
      return `${out}]`
    }
    let out = getPrototypeOf(value) === null ? '["p"' : '["o"'
    const names = keys(value)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      const at = reference((value as Record<string, unknown>)[name], `${path}.${name}`)
      if (at >= 0) out += `,${stringify(name)},${at}`
    }
    return `${out}]`
  }

  reference(root, 'state')
  for (let i = 0; i < waiting.length; i++) {
    const { value, at, path } = waiting[i] as { value: object; at: number; path: string }
    const text = fill(value, path)
    size += text.length
    if (size > maxBytes) add('')
    nodes[at] = text
  }
  let text = '{"v":1,"n":['
  for (let i = 0; i < nodes.length; i++) text += (i > 0 ? ',' : '') + (nodes[i] ?? 'null')
  return { text: `${text}]}`, dropped }
}

/** Decodes what {@link encodeState} wrote. Throws on anything else. */
export function decodeState(text: string): unknown {
  const { v, n } = parse(text) as { v: unknown; n: unknown[] }
  if (v !== 1 || !isArray(n)) throw new NativeError('The saved state has an unknown form')
  const values: unknown[] = []
  for (let i = 0; i < n.length; i++) push(values, shell(n[i]))
  for (let i = 0; i < n.length; i++) {
    const node = n[i]
    const target = values[i]
    if (!isArray(node)) continue
    const at = (index: number): unknown => values[node[index] as number]
    if (node[0] === 'o' || node[0] === 'p')
      for (let j = 1; j < node.length; j += 2)
        defineProperty(
          target as object,
          node[j] as string,
          {
            __proto__: null,
            value: at(j + 1),
            writable: true,
            enumerable: true,
            configurable: true,
          } as PropertyDescriptor,
        )
    else if (node[0] === 'a') {
      const list = target as unknown[]
      list.length = node.length - 1
      for (let j = 1; j < node.length; j++) if (node[j] !== -1) list[j - 1] = at(j)
    } else if (node[0] === 'm')
      for (let j = 1; j < node.length; j += 2) mapSet(target as Map<unknown, unknown>, at(j), at(j + 1))
    else if (node[0] === 's') for (let j = 1; j < node.length; j++) setAdd(target as Set<unknown>, at(j))
  }
  return values[0]
}

function shell(node: unknown): unknown {
  if (!isArray(node)) return node
  switch (node[0]) {
    case 'o':
      return {}
    case 'p':
      return create(null)
    case 'a':
      return []
    case 'm':
      return new NativeMap()
    case 's':
      return new NativeSet()
    case 'd':
      return new NativeDate(node[1] === null ? NaN : (node[1] as number))
    case 'n':
      return NativeBigInt(node[1] as string)
    case 'f':
      return toNumber(node[1])
    case 'u':
      return undefined
    case 'r':
      return new RegExp(node[1] as string, node[2] as string)
    case 'e': {
      const error = new NativeError(node[2] as string)
      error.name = node[1] as string
      error.stack = node[3] as string
      return error
    }
    case 'b': {
      const bytes = fromBase64(node[2] as string) ?? new NativeUint8Array(0)
      const name = node[1] as string
      const buffer = bytes.slice().buffer
      if (name === 'ArrayBuffer') return buffer
      const make = globals[name]
      return typeof make === 'function'
        ? new (make as new (buffer: ArrayBuffer) => unknown)(buffer as ArrayBuffer)
        : new NativeArrayBuffer(0)
    }
    default:
      throw new NativeError('The saved state has an unknown form')
  }
}
