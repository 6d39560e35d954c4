import { NativeTypeError, isArray, keys, push, toText } from './primordials.ts'
import { formDecode, formEncode } from './url-encoding.ts'

/** `URLSearchParams` of the URL Standard. `changed` is told when a list that belongs to a URL changes. */
export class URLSearchParams {
  #list: [string, string][] = []
  #changed: (() => void) | undefined
  constructor(init?: unknown) {
    if (init === undefined || init === null) return
    if (typeof init === 'object' || typeof init === 'function') {
      const iterate = (init as { [Symbol.iterator]?: unknown })[Symbol.iterator]
      if (typeof iterate === 'function') {
        for (const pair of init as Iterable<unknown>) {
          const both = isArray(pair) ? pair : [...(pair as Iterable<unknown>)]
          if (both.length !== 2) throw new NativeTypeError('Each pair must have a name and a value')
          push(this.#list, [toText(both[0]), toText(both[1])])
        }
      } else {
        const names = keys(init)
        for (let i = 0; i < names.length; i++)
          push(this.#list, [names[i] ?? '', toText((init as Record<string, unknown>)[names[i] ?? ''])])
      }
    } else this.#read(toText(init))
  }
  #read(text: string): void {
    this.#list = []
    for (const part of text.replace(/^\?/, '').split('&')) {
      if (part === '') continue
      const equals = part.indexOf('=')
      push(this.#list, [
        formDecode(equals < 0 ? part : part.slice(0, equals)),
        equals < 0 ? '' : formDecode(part.slice(equals + 1)),
      ])
    }
  }
  /** Ties the list to a URL: what it writes and what it reads. */
  static tie(params: URLSearchParams, query: string, changed: () => void): void {
    params.#read(query)
    params.#changed = changed
  }
  get size(): number {
    return this.#list.length
  }
  append(name: unknown, value: unknown): void {
    push(this.#list, [toText(name), toText(value)])
    this.#changed?.()
  }
  delete(name: unknown, value?: unknown): void {
    this.#list = this.#list.filter(
      (pair) => pair[0] !== toText(name) || (value !== undefined && pair[1] !== toText(value)),
    )
    this.#changed?.()
  }
  get(name: unknown): string | null {
    return this.#list.find((pair) => pair[0] === toText(name))?.[1] ?? null
  }
  getAll(name: unknown): string[] {
    return this.#list.filter((pair) => pair[0] === toText(name)).map((pair) => pair[1])
  }
  has(name: unknown, value?: unknown): boolean {
    return this.#list.some(
      (pair) => pair[0] === toText(name) && (value === undefined || pair[1] === toText(value)),
    )
  }
  set(name: unknown, value: unknown): void {
    const key = toText(name)
    const first = this.#list.findIndex((pair) => pair[0] === key)
    if (first < 0) push(this.#list, [key, toText(value)])
    else
      this.#list = this.#list
        .filter((pair, index) => pair[0] !== key || index === first)
        .map((pair, index): [string, string] => (index === first ? [key, toText(value)] : pair))
    this.#changed?.()
  }
  sort(): void {
    this.#list.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0))
    this.#changed?.()
  }
  forEach(visit: (value: string, name: string, params: URLSearchParams) => void, self?: unknown): void {
    for (const [name, value] of this.#list) visit.call(self, value, name, this)
  }
  *entries(): Generator<[string, string]> {
    for (const [name, value] of this.#list) yield [name, value]
  }
  *keys(): Generator<string> {
    for (const [name] of this.#list) yield name
  }
  *values(): Generator<string> {
    for (const [, value] of this.#list) yield value
  }
  [Symbol.iterator](): Generator<[string, string]> {
    return this.entries()
  }
  toString(): string {
    return this.#list.map(([name, value]) => `${formEncode(name)}=${formEncode(value)}`).join('&')
  }
  get [Symbol.toStringTag](): string {
    return 'URLSearchParams'
  }
}
