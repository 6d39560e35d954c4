import type { Span } from '../api.ts'
import { kinds as builtIn } from '../kinds/index.ts'
import { findSecrets } from '../secrets/find-secrets.ts'
import type { ExtraFinder } from './extra.ts'
import { findNames, type NameModel } from './find-names.ts'
import { eachCell, readTable } from './csv.ts'
import { sensitiveFieldName } from '../secrets/field-names.ts'
import { findHighEntropy } from '../secrets/high-entropy.ts'
import { findNamedSecrets } from '../secrets/named-secrets.ts'
import { findNamedFields, kindOfField } from './named-fields.ts'
import { isNameOfPerson, isPerson, isRole } from './person-names.ts'
import { KeywordIndex } from './keyword-index.ts'
import type { CandidateContext, Kind } from './kind.ts'
import { findTokens } from './tokens.ts'
import { splitWords, wordPattern } from './words.ts'

export type ScanMode = 'standard' | 'strict'

/** What to look for and what is known about the place. */
export interface ScanOptions {
  mode: ScanMode
  /** Key names on the way to the leaf, outermost first; the last two count. */
  keys?: readonly string[]
  /** Kinds switched off by name. */
  off?: ReadonlySet<string>
  /** Header line of the table that this text is a later part of. */
  header?: string
  /** The name model, for a text that is prose. */
  names?: NameModel
  /** Finds the user's own values and kinds. */
  extra?: ExtraFinder
}

interface Prepared {
  kind: Kind
  pattern: RegExp
  words: RegExp | undefined
  not: RegExp | undefined
  /** Places in {@link keywordIndex} of which one must be in the text; empty if the kind needs none. */
  keywords: readonly number[]
}

/** Letters before a candidate that may hold a word of its kind (Macie's rule), and a little for the word itself. */
const wordDistance = 30
const beforeLength = wordDistance + 18
const afterLength = 24
/** Characters looked at around an anchor such as `@`. */
const anchorBefore = 130
const anchorAfter = 270

const keywordList: string[] = []
const prepared: readonly Prepared[] = builtIn.flatMap((kind) => {
  if (!kind.pattern) return []
  // A kind that never stands alone is looked for only in a text that has one of its words.
  const required = kind.needs ?? (kind.alone ? [] : kind.words.map(longestPart))
  return [
    {
      kind,
      pattern: kind.pattern,
      words: wordPattern(kind.words),
      not: wordPattern(kind.not ?? []),
      keywords: [...new Set(required)].map(keywordNumber),
    },
  ]
})
const keywordIndex = new KeywordIndex(keywordList)

function keywordNumber(word: string): number {
  const known = keywordList.indexOf(word)
  return known >= 0 ? known : keywordList.push(word) - 1
}

/** The longest part of a word list entry that must be in a text as it stands, however the words are joined there. */
function longestPart(word: string): string {
  return word
    .replace('*', '')
    .split(' ')
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '')
}

/**
 * Everything the detectors find in one text, without overlaps, in reading order. Tokens already in the text are left
 * alone. Pure and bounded: no pattern can take more than linear time.
 */
export function scanText(original: string, options: ScanOptions): Span[] {
  if (original.length < 2) return []
  if (isPlain(original, options)) return []
  const text = halfWidth(original)
  const found: Span[] = []
  const key = splitWords((options.keys ?? []).slice(-2).join(' '))
  const lower = text.toLowerCase()
  const present = keywordIndex.present(lower)
  const digits = /\d/.test(text)
  const keyedItems = key === '' ? undefined : namedBy(key)
  const strict = options.mode === 'strict'
  for (const item of prepared) {
    if (!digits && !item.kind.digitless) continue
    if (item.kind.strictOnly && !strict) continue
    const keyed = keyedItems?.has(item) === true
    if (!keyed && !isNamed(item.keywords, present)) continue
    if (options.off?.has(item.kind.name)) continue
    if (item.kind.anchor === undefined) findKind(text, 0, text.length, key, keyed, item, found)
    else findNearAnchor(text, key, keyed, item, item.kind.anchor, found)
  }
  if (!options.off?.has('SECRET')) found.push(...findSecrets(text, lower, options.keys ?? []))
  found.push(
    ...findNamedFields(text, options.keys ?? [], options.mode === 'strict').filter(
      (span) => !options.off?.has(span.kind),
    ),
  )
  if (options.mode === 'strict' && !options.off?.has('SECRET')) found.push(...findHighEntropy(text))
  findInTable(text, options, found)
  if (options.names) found.push(...findNames(options.names, text))
  options.extra?.(text, found)
  return withoutOverlaps(text, found)
}

/** Whether one of a kind's keywords is there; a kind without any needs none. Runs for each kind and text, so without a closure. */
function isNamed(keywords: readonly number[], present: Uint8Array): boolean {
  for (let at = 0; at < keywords.length; at++) if (present[keywords[at] ?? 0] === 1) return true
  return keywords.length === 0
}

/** Values of machines in which nothing can be found: words, small numbers, UUIDs, timestamps. */
const plain =
  /^(?:[A-Za-z_]{1,24}|-?\d{1,6}(?:\.\d{1,17})?|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?)$/

/** Spares the detectors most leaves of a result, unless the name of the field makes them interesting. */
function isPlain(text: string, options: ScanOptions): boolean {
  if (text.length > 40 || options.extra !== undefined || !plain.test(text)) return false
  const keys = options.keys ?? []
  const last = keys.at(-1)
  if (last === undefined) return true
  return (
    namedBy(splitWords(keys.slice(-2).join(' '))).size === 0 &&
    kindOfField(last) === undefined &&
    sensitiveFieldName(last) === undefined
  )
}

/** Kinds that a key names; keys repeat, so the last ones are kept. */
const namedCache = new Map<string, ReadonlySet<Prepared>>()

function namedBy(key: string): ReadonlySet<Prepared> {
  let named = namedCache.get(key)
  if (named === undefined) {
    named = new Set(prepared.filter((item) => item.words?.test(key) === true))
    if (namedCache.size > 2_000) namedCache.clear()
    namedCache.set(key, named)
  }
  return named
}

/** Full-width digits and letters as their ordinary forms; the length stays the same. */
function halfWidth(text: string): string {
  if (!/[\uff01-\uff5e]/.test(text)) return text
  return text.replace(/[\uff01-\uff5e]/g, (character) =>
    String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  )
}

/** Runs a pattern only around each place of its anchor. */
function findNearAnchor(
  text: string,
  key: string,
  keyed: boolean,
  item: Prepared,
  anchor: string,
  found: Span[],
): void {
  let from = -1
  let to = -1
  for (let at = text.indexOf(anchor); at >= 0; at = text.indexOf(anchor, at + 1)) {
    const start = Math.max(0, at - anchorBefore)
    if (from < 0) from = start
    else if (start > to) {
      findKind(text, from, to, key, keyed, item, found)
      from = start
    }
    to = Math.min(text.length, at + anchorAfter)
  }
  if (from >= 0) findKind(text, from, to, key, keyed, item, found)
}

interface TellingColumn {
  name: string
  key: string
  items: Prepared[]
  /** Full names in it are of people. */
  persons: boolean
}

/** Cells of a table whose column has a telling name: the name is their key. */
function findInTable(text: string, options: ScanOptions, found: Span[]): void {
  if (text.length < 8 || (options.keys?.length ?? 0) > 8) return
  const table = readTable(text, options.header)
  if (table === undefined) return
  const telling = new Map<number, TellingColumn>()
  table.columns.forEach((name, column) => {
    const key = splitWords(name)
    const items = prepared.filter(
      (item) =>
        item.words?.test(key) === true &&
        options.off?.has(item.kind.name) !== true &&
        (!item.kind.strictOnly || options.mode === 'strict'),
    )
    // `name` beside an e-mail address or a telephone number is the name of a person, if it looks like one.
    const persons = isRole(name) || isNameOfPerson(name, table.columns)
    if (
      persons ||
      items.length > 0 ||
      kindOfField(name) !== undefined ||
      sensitiveFieldName(name) !== undefined
    )
      telling.set(column, { name, key, items, persons })
  })
  if (telling.size === 0) return
  const strict = options.mode === 'strict'
  eachCell(text, table, new Set(telling.keys()), (column, start, end) => {
    const { name, key, items, persons } = telling.get(column) as TellingColumn
    const cell = text.slice(start, end)
    const inCell: Span[] = []
    for (const item of items) findKind(cell, 0, cell.length, key, true, item, inCell)
    inCell.push(...findNamedFields(cell, [name], strict))
    if (persons && isPerson(cell))
      inCell.push({ start: 0, end: cell.length, kind: 'PERSON', reason: '', confidence: 0.84 })
    if (sensitiveFieldName(name) !== undefined) inCell.push(...findNamedSecrets(cell, [name]))
    for (const span of inCell) {
      if (options.off?.has(span.kind)) continue
      found.push({ ...span, start: span.start + start, end: span.end + start, reason: `column "${name}"` })
    }
  })
}

/** Takes tokens out of a context: the word in `[PHONE_1]` says nothing about its neighbour. */
function withoutTokenWords(text: string): string {
  return text.includes('_')
    ? text.replace(/\[?=*[A-Z][A-Z0-9_]{0,38}_\d{1,15}\]|\[=*[A-Z][A-Z0-9_]{2,38}$/g, ']')
    : text
}

/** What surrounds a candidate, worked out when asked for: most candidates fail before that. */
class LazyContext implements CandidateContext {
  readonly key: string
  readonly keyed: boolean
  readonly #text: string
  readonly #words: RegExp | undefined
  readonly #start: number
  readonly #end: number
  #before: string | undefined
  #after: string | undefined
  #near: boolean | undefined

  constructor(
    text: string,
    start: number,
    end: number,
    key: string,
    keyed: boolean,
    words: RegExp | undefined,
  ) {
    this.#text = text
    this.#start = start
    this.#end = end
    this.key = key
    this.keyed = keyed
    this.#words = words
  }
  get before(): string {
    this.#before ??= splitWords(
      withoutTokenWords(this.#text.slice(Math.max(0, this.#start - 2 * beforeLength), this.#start)).slice(
        -beforeLength,
      ),
    )
    return this.#before
  }
  get after(): string {
    this.#after ??= splitWords(
      withoutTokenWords(this.#text.slice(this.#end, this.#end + 2 * afterLength)).slice(0, afterLength),
    )
    return this.#after
  }
  get whole(): boolean {
    return this.#start === 0 && this.#end === this.#text.length
  }
  get near(): boolean {
    this.#near ??=
      this.#words !== undefined && (this.#words.test(this.before) || this.#words.test(this.after))
    return this.#near
  }
}

function findKind(
  text: string,
  from: number,
  to: number,
  key: string,
  keyed: boolean,
  item: Prepared,
  found: Span[],
): void {
  const { kind, pattern, words, not } = item
  const part = from === 0 && to === text.length ? text : text.slice(from, to)
  pattern.lastIndex = 0
  for (let match = pattern.exec(part); match !== null; match = pattern.exec(part)) {
    let value = match[0]
    if (value === '') {
      pattern.lastIndex++
      continue
    }
    if (kind.trim) {
      value = value.slice(0, kind.trim(value))
      pattern.lastIndex = match.index + Math.max(1, value.length)
    }
    const start = from + match.index
    const end = start + value.length
    const context = new LazyContext(text, start, end, key, keyed, words)
    // The cheap test first: a number is looked at closely only if a word supports it or it may stand alone.
    if (!kind.alone && !keyed && !context.near) continue
    if (kind.valid && !kind.valid(value, context)) continue
    if (not !== undefined && !keyed && (not.test(context.before) || not.test(context.after) || not.test(key)))
      continue
    const supported = keyed || context.near
    if (!supported && typeof kind.alone === 'function' && !kind.alone(value, context)) continue
    found.push({
      start,
      end,
      kind: kind.name,
      reason: keyed ? `key name "${key}"` : supported ? 'context word' : kind.valid ? 'checked form' : 'form',
      confidence: (kind.confidence ?? 0.8) + (supported ? 0.1 : 0),
    })
  }
}

/** Keeps the surer, then the longer, of findings that overlap; drops what touches a token. */
function withoutOverlaps(text: string, found: Span[]): Span[] {
  if (found.length === 0) return found
  const tokens = findTokens(text)
  const clear = tokens.length
    ? found.filter((span) => !tokens.some((token) => span.start < token.end && token.start < span.end))
    : found
  const byWorth = clear.sort(
    (a, b) => b.confidence - a.confidence || b.end - b.start - (a.end - a.start) || a.start - b.start,
  )
  const kept: Span[] = []
  for (const span of byWorth) {
    // `kept` stays sorted by start, so one look at the neighbours settles it.
    let low = 0
    let high = kept.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((kept[middle] as Span).start < span.start) low = middle + 1
      else high = middle
    }
    const previous = kept[low - 1]
    const next = kept[low]
    if ((previous && previous.end > span.start) || (next && next.start < span.end)) continue
    kept.splice(low, 0, span)
  }
  return kept
}
