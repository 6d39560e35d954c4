import type { Span } from './api.ts'

/** Values remembered for one session. */
const limit = 2_000

/**
 * Values which only their surroundings gave away, so that they are also found where nothing gives them away: a name in a
 * letter that was a field elsewhere, an account number without its label. Exact, in whole words; kept in memory only.
 */
export class KnownValues {
  /** Values by their first three characters. */
  readonly #byStart = new Map<string, { value: string; kind: string }[]>()
  readonly #all = new Map<string, string>()

  get size(): number {
    return this.#all.size
  }

  /** Remembers a value if it is long and particular enough to be recognised by itself. */
  add(kind: string, value: string, reason: string): void {
    if (!/^(?:key name|field name|column|context word|name model)/.test(reason)) return
    if (!isParticular(kind, value) || this.#all.has(value) || this.#all.size >= limit) return
    this.#all.set(value, kind)
    const start = value.slice(0, 3)
    const list = this.#byStart.get(start)
    if (list) {
      list.push({ value, kind })
      // Longest first, so that a value wins over its own beginning.
      list.sort((a, b) => b.value.length - a.value.length)
    } else this.#byStart.set(start, [{ value, kind }])
  }

  /** Known values in a text outside the spans already found, in reading order with them. */
  find(text: string, spans: readonly Span[]): readonly Span[] {
    if (this.#all.size === 0 || text.length < 5) return spans
    const more: Span[] = []
    let next = 0
    let inWord = false
    for (let index = 0; index < text.length; index++) {
      const word = isWord(text.charCodeAt(index))
      const starts = !inWord || !word
      inWord = word
      while (next < spans.length && (spans[next] as Span).end <= index) next++
      const span = spans[next]
      if (span && span.start <= index) {
        index = span.end - 1
        inWord = isWord(text.charCodeAt(index))
        continue
      }
      if (!starts) continue
      const list = this.#byStart.get(text.slice(index, index + 3))
      if (list === undefined) continue
      for (const { value, kind } of list) {
        const end = index + value.length
        if (span && end > span.start) continue
        if (!text.startsWith(value, index) || (end < text.length && isWord(text.charCodeAt(end)))) continue
        more.push({ start: index, end, kind, reason: 'known value', confidence: 0.9 })
        index = end - 1
        inWord = true
        break
      }
    }
    return more.length === 0 ? spans : [...spans, ...more].sort((a, b) => a.start - b.start)
  }
}

function isWord(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code > 191
  )
}

function isParticular(kind: string, value: string): boolean {
  switch (kind) {
    case 'PERSON':
      return value.length >= 6 && /\S\s+\S/.test(value)
    case 'POSTAL_CODE':
    case 'DATE_OF_BIRTH':
    case 'CARD_CVV':
    case 'LOCATION':
    case 'GEO':
    case 'USERNAME':
      return false
    case 'STREET_ADDRESS':
      return value.length >= 8 && /\d/.test(value) && /\s/.test(value)
    case 'SECRET':
      return value.length >= 8 && /\d/.test(value) && /[A-Za-z]/.test(value)
    default:
      return value.length >= 7 && /\d{3}/.test(value)
  }
}
