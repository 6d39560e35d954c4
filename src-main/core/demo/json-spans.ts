import type { Json } from '../../contract/json.ts'
import type { Span } from '../privacy/api.ts'

/** A JSON value as readable text, with the findings of a scan at their places in it. */
export interface MarkedJson {
  text: string
  spans: Span[]
}

/**
 * Writes a value as JSON with two spaces of indent and moves the spans of its leaves (offsets in the leaf's own text) to where the leaf
 * stands in the written text. Findings in keys are left out: they have no place of their own.
 */
export function markJson(value: Json, found: { path: string; spans: Span[] }[]): MarkedJson {
  const byPath = new Map(found.map((leaf) => [leaf.path, leaf.spans]))
  const parts: string[] = []
  const spans: Span[] = []
  let length = 0

  function write(text: string): void {
    parts.push(text)
    length += text.length
  }

  function leaf(value: string | number | boolean | null, path: string): void {
    const start = length
    write(JSON.stringify(value))
    for (const span of byPath.get(path) ?? []) {
      // A string is written with quotes and escapes; its prefix tells how far they move the place.
      const offset = (at: number): number =>
        typeof value === 'string' ? JSON.stringify(value.slice(0, at)).length - 1 : at
      spans.push({ ...span, start: start + offset(span.start), end: start + offset(span.end) })
    }
  }

  function node(value: Json, path: string, indent: string): void {
    if (value === null || typeof value !== 'object') return leaf(value, path)
    const entries: [string, Json][] = Array.isArray(value)
      ? value.map((item, index) => [String(index), item])
      : Object.entries(value)
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
    if (entries.length === 0) return write(open + close)
    write(open)
    for (const [index, [key, item]] of entries.entries()) {
      write(`${index > 0 ? ',' : ''}\n${indent}  `)
      if (!Array.isArray(value)) write(`${JSON.stringify(key)}: `)
      node(item, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, `${indent}  `)
    }
    write(`\n${indent}${close}`)
  }

  node(value, '', '')
  return { text: parts.join(''), spans }
}
