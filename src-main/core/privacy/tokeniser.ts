import { setImmediate } from 'node:timers/promises'
import type { Json } from '../../contract/json.ts'
import type { Minted, Source, Span } from './api.ts'
import type { ScanMode } from './detect/scan.ts'
import { escapeLookalikes, findTokens } from './detect/tokens.ts'
import { kindNamed } from './kinds/index.ts'
import { KnownValues } from './known-values.ts'
import { isPersonField, personsInJson } from './person-fields.ts'
import {
  Changes,
  isLeaf,
  keyLeaf,
  keysIn,
  keysOf,
  partsOf,
  pathOf,
  type Leaf,
  type Node,
} from './tokenise.ts'
import type { Audit } from './vault/audit.ts'
import { persistentScope, sessionScope, type Vault } from './vault/vault.ts'
import type { ScanItem } from './worker/protocol.ts'
import type { Scanner } from './worker/scanner.ts'

/** Milliseconds of work on the host's thread before others get a turn. */
const turnMs = 4
/** Parts of a value between two looks at the clock. */
const turnParts = 256
/** Most further scans of what leaves. */
const maxRounds = 4
/** Values minted in one transaction. */
const mintBatch = 200

/** A finding in a leaf. */
export interface Finding {
  leaf: Leaf
  spans: Span[]
}

/** Which way a value goes: in from a tool, out of memory, or out to the model. */
export type Direction = 'in' | 'memory' | 'out'

/** Findings of one value, and where to put their tokens. */
export interface Found {
  changes: Changes
  leaves: Leaf[]
  findings: Finding[]
  notScanned: string[]
}

/** Finds values in JSON and puts tokens in their places. */
export class Tokeniser {
  readonly #vault: Vault
  readonly #scanner: Scanner
  readonly #audit: Audit
  readonly #isKind: (kind: string) => boolean
  /** Values the user lets through (server in mode "off"), by session; gone when Athena ends. */
  readonly #released = new Map<string, Set<string>>()
  /** Values found by their surroundings, by session; gone when Athena ends. */
  readonly #known = new Map<string, KnownValues>()

  constructor(vault: Vault, scanner: Scanner, audit: Audit, isKind: (kind: string) => boolean) {
    this.#vault = vault
    this.#scanner = scanner
    this.#audit = audit
    this.#isKind = isKind
  }

  /**
   * Scans what is about to leave until nothing more is found: a token in place of a value changes what surrounds its
   * neighbours.
   */
  async settle(value: Json, source: Source, mode: ScanMode): Promise<{ value: Json; minted: Minted[] }> {
    const all: Minted[] = []
    let current = value
    for (let round = 0; round < maxRounds; round++) {
      const { changes, findings, leaves } = await this.find(current, mode, source.session)
      if (findings.length === 0) break
      const minted = await this.replace(findings, leaves, changes, source, 'out')
      if (minted.length === 0) break
      all.push(...minted)
      current = changes.result()
    }
    return { value: current, minted: all }
  }

  /** Walks and scans a value, giving others a turn now and then. */
  async find(value: Json, mode: ScanMode, session?: string): Promise<Found> {
    const changes = new Changes(value)
    const pause = takeTurns()
    const parts: (Leaf | Node)[] = []
    const items: ScanItem[] = []
    const keyTexts = new Set<string>()
    const contexts = new Map<string, string[]>()
    for (const part of partsOf(value)) {
      parts.push(part)
      if (isLeaf(part)) items.push({ text: part.text, keys: contextOf(part, contexts) })
      else for (const key of keysIn(part)) keyTexts.add(key)
      if (parts.length % turnParts === 0) await pause()
    }
    // Keys last, each once however many objects have it.
    const firstKey = items.length
    for (const text of keyTexts) items.push({ text, keys: [] })
    const found = await this.#scanner.scan(items, mode)
    const known = session === undefined ? new KnownValues() : this.#knownOf(session)
    let number = 0
    for (const part of parts) {
      if (!isLeaf(part)) continue
      if (part.type === 'string') {
        for (const name of personsInJson(part.text)) known.add('PERSON', name, 'field name')
      }
      for (const span of found.spans[number] ?? []) {
        // A kind that always stands alone is found anywhere by itself.
        if (span.kind === 'EMAIL' || (kindNamed(span.kind)?.alone === true && span.kind !== 'PERSON'))
          continue
        known.add(span.kind, part.text.slice(span.start, span.end), span.reason)
      }
      if (++number % turnParts === 0) await pause()
    }
    // Keys with something in them, which may also only look like a token.
    const keys = new Map<string, readonly Span[]>()
    let at = firstKey
    for (const text of keyTexts) {
      const spans = known.find(text, found.spans[at++] ?? [])
      if (spans.length > 0 || text.includes('[')) keys.set(text, spans)
    }
    const leaves: Leaf[] = []
    const findings: Finding[] = []
    const keep = (leaf: Leaf, spans: readonly Span[]): void => {
      leaves.push(leaf)
      if (spans.length > 0) findings.push({ leaf, spans: withoutTokens(leaf.text, spans) })
    }
    number = 0
    for (const part of parts) {
      if (isLeaf(part)) {
        keep(part, known.find(part.text, found.spans[number] ?? []))
        if (++number % turnParts === 0) await pause()
      } else if (keys.size > 0) {
        for (const key of keysIn(part)) {
          const spans = keys.get(key)
          if (spans !== undefined) keep(keyLeaf(part, key), spans)
        }
      }
    }
    return { changes, leaves, findings, notScanned: found.notScanned }
  }

  /** Mints tokens for the findings and puts them in their places. Values go out only after their tokens are on disk. */
  async replace(
    findings: readonly Finding[],
    leaves: readonly Leaf[],
    changes: Changes,
    source: Source,
    direction: Direction,
    scopes: readonly string[] = [
      sessionScope(source.session),
      ...(direction === 'memory' ? [persistentScope] : []),
    ],
  ): Promise<Minted[]> {
    const minted: Minted[] = []
    const changed = new Set<Leaf>()
    const released = this.#released.get(source.session)
    const keysInUse = new Map<unknown, Set<string>>()
    for (let at = 0; at < findings.length;) {
      const turn = performance.now()
      const applied: (() => void)[] = []
      this.#vault.transaction(() => {
        let count = 0
        for (; at < findings.length && count < mintBatch && performance.now() - turn < turnMs; at++) {
          const { leaf, spans } = findings[at] as Finding
          const kept =
            direction === 'out' && released
              ? spans.filter((span) => !released.has(valueId(span, leaf.text)))
              : spans
          if (kept.length === 0) continue
          count += kept.length
          const path = pathOf(leaf)
          const mint = (span: Span, exact: boolean): string => {
            const value = leaf.type === 'number' ? leaf.text : leaf.text.slice(span.start, span.end)
            const result = this.#mint(
              span.kind,
              value,
              leaf.type === 'number' ? 'number' : 'string',
              scopes,
              source,
              path,
              exact,
            )
            minted.push({ token: result.token, kind: span.kind, path, fresh: result.fresh })
            return result.token
          }
          const text =
            direction === 'in'
              ? (piece: string) => escapeLookalikes(piece, this.#isKind)
              : (piece: string) => piece
          let next: string
          if (leaf.type === 'number') next = mint(kept[0] as Span, false)
          else {
            next = assemble(leaf.text, kept, text, (span) => mint(span, false))
            if (leaf.type === 'key') {
              // Two spellings of one value are one token; as keys of one object they must stay two.
              const siblings = keysInUse.get(leaf.node) ?? new Set(Object.keys(leaf.node?.value ?? {}))
              keysInUse.set(leaf.node, siblings)
              if (siblings.has(next)) next = assemble(leaf.text, kept, text, (span) => mint(span, true))
              siblings.add(next)
            }
          }
          changed.add(leaf)
          applied.push(() => changes.set(leaf, next))
        }
      }, false)
      for (const apply of applied) apply()
      if (at < findings.length) await setImmediate()
    }
    // Nobody gets a token before it is safely on disk.
    if (minted.some((item) => item.fresh)) await this.#vault.flush()
    if (direction === 'in') {
      for (const leaf of leaves) {
        if (leaf.type === 'number' || changed.has(leaf) || !leaf.text.includes('[')) continue
        const escaped = escapeLookalikes(leaf.text, this.#isKind)
        if (escaped !== leaf.text) changes.set(leaf, escaped)
      }
    }
    return minted
  }

  #mint(
    kind: string,
    value: string,
    type: 'string' | 'number',
    scopes: readonly string[],
    source: Source,
    path: string,
    exact: boolean,
  ): { token: string; fresh: boolean } {
    const origin = { server: source.server ?? '', tool: source.tool ?? '' }
    const same = exact ? `=${value}` : normalise(kind, value)
    let result: ReturnType<Vault['mint']> | undefined
    for (const scope of scopes) {
      const one = this.#vault.mint(kind, same, value, type, scope, origin)
      result ??= one
    }
    const { token, fresh, met } = result as ReturnType<Vault['mint']>
    // Each session's first reading from a tool, so that its trail begins where the value came from.
    if (fresh || (met && source.server !== undefined)) {
      const { session, server, tool, execution, call } = source
      this.#audit.record('mint', token, { session, server, tool, execution, call, path })
    }
    return { token, fresh }
  }

  #knownOf(session: string): KnownValues {
    let known = this.#known.get(session)
    if (known === undefined) {
      known = new KnownValues()
      this.#known.set(session, known)
    }
    return known
  }

  /** Lets values of these findings through on the way out of a session. */
  release(session: string, findings: readonly Finding[]): void {
    const released = this.#released.get(session) ?? new Set<string>()
    this.#released.set(session, released)
    for (const { leaf, spans } of findings) for (const span of spans) released.add(valueId(span, leaf.text))
  }

  /** Forgets what is remembered in memory: of a session, or all values found by their surroundings. */
  forget(session?: string): void {
    if (session === undefined) this.#known.clear()
    else {
      this.#known.delete(session)
      this.#released.delete(session)
    }
  }
}

/** Gives others a turn when this one has taken its time. */
function takeTurns(): () => Promise<void> {
  let turn = performance.now()
  return async () => {
    if (performance.now() - turn <= turnMs) return
    await setImmediate()
    turn = performance.now()
  }
}

/** The key names on the way to a leaf, one array for all leaves that have the same. */
function contextOf(leaf: Leaf, contexts: Map<string, string[]>): string[] {
  const keys = keysOf(leaf)
  if (isPersonField(leaf)) keys.push('person name')
  const id = keys.join('\n')
  const same = contexts.get(id)
  if (same !== undefined) return same
  contexts.set(id, keys)
  return keys
}

/** Text with spans replaced by tokens, the rest passed through `plain`. */
function assemble(
  text: string,
  spans: readonly Span[],
  plain: (piece: string) => string,
  token: (span: Span) => string,
): string {
  const parts: string[] = []
  let at = 0
  for (const span of spans) {
    // The digits of a negative number in JSON are a quantity; a token after its minus sign would not be JSON.
    if (text[span.start - 1] === '-' && isBareNumber(text, { start: span.start - 1, end: span.end })) continue
    parts.push(plain(text.slice(at, span.start)), withQuotes(text, span, token(span)))
    at = span.end
  }
  parts.push(plain(text.slice(at)))
  return parts.join('')
}

/** In a text that is JSON, a bare number that is withheld becomes a string, so that the text stays JSON. */
function withQuotes(text: string, span: Span, token: string): string {
  return isBareNumber(text, span) ? `"${token}"` : token
}

/** True for a number that is a value by itself in a text that is JSON. */
function isBareNumber(text: string, place: { start: number; end: number }): boolean {
  if (!/^\s{0,8}[[{]/.test(text.slice(0, 10)) || !/^[-\d.eE+]+$/.test(text.slice(place.start, place.end)))
    return false
  const before = text.slice(Math.max(0, place.start - 24), place.start)
  const after = text.slice(place.end, place.end + 24)
  return /[:[,]\s{0,20}$/.test(before) && /^\s{0,20}[,}\]]/.test(after)
}

/** Drops spans that touch a token. */
export function withoutTokens(text: string, spans: readonly Span[]): Span[] {
  const tokens = findTokens(text)
  return spans.filter((span) => !tokens.some((token) => span.start < token.end && token.start < span.end))
}

/** One spelling for all spellings of a value. */
export function normalise(kind: string, value: string): string {
  return kindNamed(kind)?.normalise?.(value) ?? value.trim().replace(/\s+/g, ' ').toLowerCase()
}

function valueId(span: Span, text: string): string {
  return `${span.kind}\n${normalise(span.kind, text.slice(span.start, span.end))}`
}
