import type { Json } from '../../contract/json.ts'
import type { Span } from './api.ts'

type Container = Json[] | { [key: string]: Json }

/** A container on the way to a leaf. Copies are made only along changed paths; the input stays as it is. */
export interface Node {
  value: Container
  parent: Node | undefined
  /** Key or index in the parent. */
  at: string | number
  copy?: Container
  /** New names of keys. */
  renamed?: Map<string, string>
}

/** A string, number or key of a JSON value that is to be scanned. */
export interface Leaf {
  text: string
  type: 'string' | 'number' | 'key'
  /** The container it is in; undefined for a value that is itself a leaf. */
  node: Node | undefined
  at: string | number
}

/** All leaves of a value in reading order; keys are leaves too. */
export function* leavesOf(value: Json): Generator<Leaf> {
  for (const part of partsOf(value)) {
    if (isLeaf(part)) yield part
    else for (const key of keysIn(part)) yield keyLeaf(part, key)
  }
}

/** Whether a part of a value is a leaf and not an object. */
export function isLeaf(part: Leaf | Node): part is Leaf {
  return 'text' in part
}

/** The keys of an object, in their order. */
export function keysIn(node: Node): string[] {
  return Object.keys(node.value)
}

/** A key of an object as a leaf. */
export function keyLeaf(node: Node, key: string): Leaf {
  return { text: key, type: 'key', node, at: key }
}

/**
 * Strings, numbers and objects of a value in reading order, an object before what is in it. A list of records has as many
 * keys as values, and the same few over and over: who reads parts need not hold a leaf for each. Iterative, so depth is no danger.
 */
export function* partsOf(value: Json): Generator<Leaf | Node> {
  const stack: { value: Json; parent: Node | undefined; at: string | number }[] = [
    { value, parent: undefined, at: '' },
  ]
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { value: current, parent, at } = item
    if (typeof current === 'string') yield { text: current, type: 'string', node: parent, at }
    else if (typeof current === 'number') yield { text: String(current), type: 'number', node: parent, at }
    else if (Array.isArray(current)) {
      const node: Node = { value: current, parent, at }
      for (let index = current.length - 1; index >= 0; index--) {
        stack.push({ value: current[index] as Json, parent: node, at: index })
      }
    } else if (current !== null && typeof current === 'object') {
      const node: Node = { value: current, parent, at }
      const keys = keysIn(node)
      yield node
      for (let index = keys.length - 1; index >= 0; index--) {
        const key = keys[index] as string
        stack.push({ value: current[key] as Json, parent: node, at: key })
      }
    }
  }
}

/** The last key names on the way to a leaf, outermost first; array positions do not count. */
export function keysOf(leaf: Leaf): string[] {
  if (leaf.type === 'key') return []
  const keys: string[] = []
  if (typeof leaf.at === 'string' && leaf.at !== '') keys.push(leaf.at)
  for (let node = leaf.node; node !== undefined && keys.length < 2; node = node.parent) {
    if (typeof node.at === 'string' && node.at !== '') keys.push(node.at)
  }
  return keys.reverse()
}

/** JSON pointer (RFC 6901) of a leaf, such as `/messages/0/from`. */
export function pathOf(leaf: Leaf): string {
  if (leaf.node === undefined) return ''
  let path = `/${pointerPart(leaf.at)}`
  for (let node: Node | undefined = leaf.node; node?.parent !== undefined; node = node.parent) {
    path = `/${pointerPart(node.at)}${path}`
  }
  return path
}

function pointerPart(key: string | number): string {
  return typeof key === 'number' ? String(key) : key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Collects changes to the leaves of one value and gives the changed copy; what did not change is shared. */
export class Changes {
  #root: Json
  readonly #renamed: Node[] = []

  constructor(root: Json) {
    this.#root = root
  }

  /** Puts something else in a leaf's place; for a key, a new name. */
  set(leaf: Leaf, next: Json): void {
    if (leaf.node === undefined) this.#root = next
    else if (leaf.type === 'key') {
      if (leaf.node.renamed === undefined) {
        leaf.node.renamed = new Map()
        this.#renamed.push(leaf.node)
        this.#copyOf(leaf.node)
      }
      leaf.node.renamed.set(leaf.text, String(next))
    } else put(this.#copyOf(leaf.node), leaf.at, next)
  }

  /** The value with all changes. */
  result(): Json {
    // Inner objects first, so that an outer one takes them in under their old key.
    const inward = this.#renamed
      .map((node) => ({ node, depth: depthOf(node) }))
      .sort((a, b) => b.depth - a.depth)
    for (const { node } of inward) {
      const next = Object.fromEntries(
        Object.entries(node.copy ?? node.value).map(([key, value]) => [
          node.renamed?.get(key) ?? key,
          value as Json,
        ]),
      )
      node.copy = next
      if (node.parent === undefined) this.#root = next
      else put(this.#copyOf(node.parent), node.at, next)
    }
    return this.#root
  }

  #copyOf(node: Node): Container {
    if (node.copy === undefined) {
      node.copy = Array.isArray(node.value) ? node.value.slice() : { ...node.value }
      if (node.parent === undefined) this.#root = node.copy
      else put(this.#copyOf(node.parent), node.at, node.copy)
    }
    return node.copy
  }
}

function depthOf(node: Node): number {
  let depth = 0
  for (let parent = node.parent; parent !== undefined; parent = parent.parent) depth++
  return depth
}

function put(container: Container, at: string | number, value: Json): void {
  // Defined, not assigned, so that a key `__proto__` stays an ordinary key.
  Object.defineProperty(container, at, { value, writable: true, enumerable: true, configurable: true })
}

/** Replaces spans (in order, without overlaps) of a text. */
export function replaceSpans(
  text: string,
  spans: readonly Span[],
  replacement: (span: Span) => string,
): string {
  if (spans.length === 0) return text
  const parts: string[] = []
  let at = 0
  for (const span of spans) {
    parts.push(text.slice(at, span.start), replacement(span))
    at = span.end
  }
  parts.push(text.slice(at))
  return parts.join('')
}
