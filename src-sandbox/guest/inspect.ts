import {
  NativeError,
  errorToText,
  getPrototypeOf,
  hasOwn,
  isArray,
  isBuffer,
  isDate,
  isError,
  isMap,
  isPromise,
  isRegExp,
  isSet,
  isView,
  join,
  keys,
  mapEach,
  push,
  setEach,
  sliceText,
  stringify,
  tagOf,
  toText,
  typedArrayName,
  dateIso,
  dateTime,
  repeatText,
} from './primordials.ts'

const maxItems = 100
const maxTextInside = 10_000

/** Writes a value the way people expect from a log: strings bare at the top, objects with their keys, long ones cut. */
export function inspect(value: unknown, depth = 4): string {
  try {
    if (typeof value === 'string') return value
    return write(value, depth, [], 0)
  } catch {
    return '[unprintable]'
  }
}

function write(value: unknown, depth: number, above: unknown[], indent: number): string {
  switch (typeof value) {
    case 'string':
      return value.length > maxTextInside
        ? `${quote(sliceText(value, 0, maxTextInside))}… ${value.length} characters`
        : quote(value)
    case 'bigint':
      return `${toText(value)}n`
    case 'function':
      return `[Function${value.name ? `: ${toText(value.name)}` : ''}]`
    case 'object':
      break
    default:
      return toText(value)
  }
  if (value === null) return 'null'
  for (let i = 0; i < above.length; i++) if (above[i] === value) return '[Circular]'
  if (isDate(value)) return dateTime(value) === dateTime(value) ? dateIso(value) : 'Invalid Date'
  if (isRegExp(value)) return toText(value)
  if (isPromise(value)) return 'Promise {} (forgot await?)'
  if (isError(value))
    return typeof value.stack === 'string' && value.stack !== '' ? value.stack : errorToText(value)
  if (depth < 0) return isArray(value) ? '[Array]' : '[Object]'
  push(above, value)
  try {
    return writeObject(value, depth, above, indent)
  } finally {
    above.length--
  }
}

function writeObject(value: object, depth: number, above: unknown[], indent: number): string {
  const parts: string[] = []
  let left = 0
  const add = (text: () => string): void => {
    if (parts.length < maxItems) push(parts, text())
    else left++
  }
  const inside = (item: unknown): string => write(item, depth - 1, above, indent + 2)
  let open = '{'
  let close = '}'
  if (isArray(value)) {
    open = '['
    close = ']'
    for (let i = 0; i < value.length && i <= maxItems; i++) add(() => inside(value[i]))
    left = value.length > maxItems ? value.length - maxItems : 0
  } else if (isView(value)) {
    const items = value as unknown as ArrayLike<unknown>
    const length = items.length ?? 0
    open = `${typedArrayName(value) ?? 'DataView'}(${length}) [`
    close = ']'
    for (let i = 0; i < length && i < maxItems; i++) push(parts, toText(items[i]))
    left = length > maxItems ? length - maxItems : 0
  } else if (isBuffer(value)) return `ArrayBuffer(${value.byteLength})`
  else if (isMap(value)) {
    open = `Map(${value.size}) {`
    mapEach(value, (item, key) => add(() => `${inside(key)} => ${inside(item)}`))
  } else if (isSet(value)) {
    open = `Set(${value.size}) {`
    setEach(value, (item) => add(() => inside(item)))
  } else {
    const name = nameOf(value)
    if (name) open = `${name} {`
    const names = keys(value)
    for (let i = 0; i < names.length && i <= maxItems; i++) {
      const key = names[i] ?? ''
      add(
        () =>
          `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key)}: ${inside((value as Record<string, unknown>)[key])}`,
      )
    }
    left = names.length > maxItems ? names.length - maxItems : 0
  }
  if (left > 0) push(parts, `… ${left} more`)
  if (parts.length === 0) return open + close
  const line = join(parts, ', ')
  const pad = open === '[' || open[open.length - 1] === '[' ? '' : ' '
  if (line.length + indent <= 76) return `${open}${pad}${line}${pad}${close}`
  const inner = `\n${repeatText(' ', indent + 2)}`
  return `${open}${inner}${join(parts, `,${inner}`)}\n${repeatText(' ', indent)}${close}`
}

function nameOf(value: object): string {
  const prototype = getPrototypeOf(value) as { constructor?: { name?: unknown } } | null
  if (prototype === null) return '[Object: null prototype]'
  const name = hasOwn(prototype, 'constructor') ? prototype.constructor?.name : undefined
  if (typeof name === 'string' && name !== 'Object') return name
  return tagOf(value) === '[object Object]' || value instanceof NativeError
    ? ''
    : sliceText(tagOf(value), 8, -1)
}

function quote(text: string): string {
  return indexOfQuote(text) ? stringify(text) : `'${sliceText(stringify(text), 1, -1)}'`
}

function indexOfQuote(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text[i] === "'" || text[i] === '"') return true
  return false
}
