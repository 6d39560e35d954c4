/**
 * The language's own functions, taken before the agent's code can change them. Guest code uses these wherever a changed prototype
 * would make it answer wrongly.
 */
export const globals = globalThis as unknown as Record<string, unknown>
export const { stringify, parse } = JSON
export const NativeError = Error
export const NativeTypeError = TypeError
export const NativeRangeError = RangeError
export const NativePromise = Promise
export const NativeMap = Map
export const NativeSet = Set
export const NativeDate = Date
export const NativeUint8Array = Uint8Array
export const NativeArrayBuffer = ArrayBuffer
export const NativeBigInt = BigInt
export const toText = String
export const toNumber = Number
export const isArray = Array.isArray
export const dateNow = Date.now
export const { min, max, floor } = Math
export const isSafeInteger = Number.isSafeInteger
export const isFinite = Number.isFinite
export const isView = ArrayBuffer.isView
export const { freeze, defineProperty, getPrototypeOf, create, keys, getOwnPropertyDescriptor, hasOwn, is } =
  Object
export const { apply } = Reflect

/** Turns a method into a function of its receiver: `uncurry(Map.prototype.get)(map, key)`. */
export const uncurry: <T, A extends unknown[], R>(
  method: (this: T, ...values: A) => R,
) => (self: T, ...values: A) => R = Function.prototype.bind.bind(Function.prototype.call) as never

type AnyMap = Map<unknown, unknown>
export const mapGet = uncurry(Map.prototype.get as (this: AnyMap, key: unknown) => unknown)
export const mapSet = uncurry(Map.prototype.set as (this: AnyMap, key: unknown, value: unknown) => AnyMap)
export const mapHas = uncurry(Map.prototype.has as (this: AnyMap, key: unknown) => boolean)
export const mapDelete = uncurry(Map.prototype.delete as (this: AnyMap, key: unknown) => boolean)
export const mapEach = uncurry(
  Map.prototype.forEach as (this: AnyMap, visit: (value: unknown, key: unknown) => void) => void,
)
type AnySet = Set<unknown>
export const setAdd = uncurry(Set.prototype.add as (this: AnySet, value: unknown) => AnySet)
export const setEach = uncurry(
  Set.prototype.forEach as (this: AnySet, visit: (value: unknown) => void) => void,
)
export const push = uncurry(Array.prototype.push as (this: unknown[], value: unknown) => number)
export const join = uncurry(Array.prototype.join as (this: unknown[], separator: string) => string)
export const chain = uncurry(
  Promise.prototype.then as (
    this: Promise<unknown>,
    ok?: (value: unknown) => unknown,
    failed?: (reason: unknown) => unknown,
  ) => Promise<unknown>,
)
export const sliceText = uncurry(
  String.prototype.slice as (this: string, start?: number, end?: number) => string,
)
export const startsWith = uncurry(String.prototype.startsWith as (this: string, part: string) => boolean)
export const charCode = uncurry(String.prototype.charCodeAt as (this: string, index: number) => number)
export const repeatText = uncurry(String.prototype.repeat as (this: string, count: number) => string)
export const matches = uncurry(
  RegExp.prototype.exec as (this: RegExp, text: string) => RegExpExecArray | null,
)
export const fromCharCode = String.fromCharCode
export const dateTime = uncurry(Date.prototype.getTime)
export const dateIso = uncurry(Date.prototype.toISOString)
export const errorToText = uncurry(Error.prototype.toString)
export const tagOf = uncurry(Object.prototype.toString as (this: unknown) => string)
export const resolved = (value: unknown): Promise<unknown> => new NativePromise((done) => done(value))

/** True when the value has the internal slot that the getter reads; works across changed prototypes and tags. */
function hasSlot(read: (value: never) => unknown): (value: unknown) => boolean {
  return (value) => {
    try {
      read(value as never)
      return true
    } catch {
      return false
    }
  }
}
const sizeOfMap = getOwnPropertyDescriptor(Map.prototype, 'size')?.get
const sizeOfSet = getOwnPropertyDescriptor(Set.prototype, 'size')?.get
const lengthOfBuffer = getOwnPropertyDescriptor(ArrayBuffer.prototype, 'byteLength')?.get
const sourceOfRegExp = getOwnPropertyDescriptor(RegExp.prototype, 'flags')?.get
export const isMap = hasSlot(uncurry(sizeOfMap as () => unknown)) as (value: unknown) => value is AnyMap
export const isSet = hasSlot(uncurry(sizeOfSet as () => unknown)) as (value: unknown) => value is AnySet
export const isDate = hasSlot(dateTime) as (value: unknown) => value is Date
export const isBuffer = hasSlot(uncurry(lengthOfBuffer as () => unknown)) as (
  value: unknown,
) => value is ArrayBuffer
export const isRegExp = (value: unknown): value is RegExp =>
  tagOf(value) === '[object RegExp]' && sourceOfRegExp !== undefined
export const isPromise = (value: unknown): boolean => value instanceof NativePromise
export const isError = (value: unknown): value is Error =>
  value instanceof NativeError || tagOf(value) === '[object Error]'
export const typedArrayName = uncurry(
  getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)?.get as (
    this: unknown,
  ) => string | undefined,
)
