import { availableParallelism } from 'node:os'
import type { Span } from '../api.ts'
import { firstLine } from '../detect/csv.ts'
import { prepareExtra, type ExtraDetectors, type ExtraFinder } from '../detect/extra.ts'
import { scanText, type ScanMode } from '../detect/scan.ts'
import type { ScanItem } from './protocol.ts'
import { scanFailure, ScanThread, type ScanThreadOptions } from './scan-thread.ts'

/** Characters up to which a scan runs on the calling thread: a trip to a thread costs more. */
const inlineLimit = 2_048
/** Characters sent to a thread at once; one batch is what a deadline covers. */
const batchLimit = 64 * 1_024
const batchItems = 1_024
/** A longer text is cut into segments that overlap, so that no value is lost at a cut. */
const segmentLength = 64 * 1_024
const segmentOverlap = 4 * 1_024
/** Batches on their way to one thread. */
const ahead = 3
/** Texts up to this length are scanned once however often they stand in one result, such as the keys of a list of objects. */
const repeatedLength = 48

export interface ScannerOptions extends ScanThreadOptions {
  /** Every scan goes to a thread; for tests. */
  neverInline?: boolean
}

const nothing: Span[] = []

/** Where the spans of a batch belong. */
interface Place {
  items: number[]
  offset: number
  from: number
  to: number
}

/** Runs the detectors: small texts at once, larger ones in threads with a deadline. What it cannot scan, it refuses. */
export class Scanner {
  readonly #options: ScannerOptions
  readonly #threads: ScanThread[] = []
  #closed = false
  #extra: ExtraDetectors = { own: [], custom: [] }
  #finder: ExtraFinder | undefined
  /** Kinds switched off. */
  off: ReadonlySet<string> = new Set()

  constructor(options: ScannerOptions) {
    this.#options = options
  }

  /** Replaces the user's own values and kinds, here and in the threads. */
  setExtra(extra: ExtraDetectors): void {
    this.#extra = extra
    this.#finder = prepareExtra(extra)
    for (const thread of this.#threads) thread.setExtra(extra)
  }

  /** Starts a thread ahead of the first large text. */
  warmUp(): void {
    this.#thread()
      .start()
      .catch(() => undefined)
  }

  /**
   * Spans of every item, in the order of the items.
   *
   * @throws SCAN_FAILED when the deadline passed or a thread failed; nothing of the result may then be passed on.
   */
  async scan(items: readonly ScanItem[], mode: ScanMode): Promise<{ spans: Span[][]; notScanned: string[] }> {
    if (this.#closed) throw scanFailure('the scanner is closed')
    let total = 0
    for (const item of items) total += item.text.length
    if (total <= inlineLimit && mode !== 'strict' && !this.#options.neverInline) {
      const finder = this.#finder
      const spans = items.map((item) =>
        scanText(item.text, { mode, keys: item.keys, off: this.off, ...(finder ? { extra: finder } : {}) }),
      )
      return { spans, notScanned: [] }
    }
    // A long list of items with nothing in them is common; they share what they have.
    const spans = Array.from({ length: items.length }, () => nothing)
    const notScanned = new Set<string>()
    const sent: { places: Place[]; found: Promise<{ spans: Span[][]; notScanned: string[] }> }[] = []
    const collect = async (): Promise<void> => {
      const oldest = sent.shift()
      if (oldest === undefined) return
      const found = await oldest.found
      found.notScanned.forEach((reason) => notScanned.add(reason))
      oldest.places.forEach((place, index) => merge(spans, place, found.spans[index] ?? []))
    }
    try {
      for (const { batch, places } of batches(items)) {
        const found = this.#thread().scan(batch, mode, this.off)
        // Looked at in order below; a failure meanwhile must not count as unhandled.
        found.catch(() => undefined)
        sent.push({ places, found })
        if (sent.length >= ahead * Math.max(1, this.#threads.length)) await collect()
      }
      while (sent.length > 0) await collect()
    } catch (error) {
      await Promise.allSettled(sent.map((one) => one.found))
      throw error
    }
    return { spans, notScanned: [...notScanned] }
  }

  /** Ends the threads that have nothing to do; the next large text starts one anew. */
  async rest(): Promise<void> {
    const idle = this.#threads.filter((thread) => thread.load === 0)
    for (const thread of idle) this.#threads.splice(this.#threads.indexOf(thread), 1)
    await Promise.all(idle.map((thread) => thread.close()))
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }

  /** The least busy thread; a second one only when the first has work waiting. */
  #thread(): ScanThread {
    const least = this.#threads.toSorted((a, b) => a.load - b.load)[0]
    if (least && (least.load < 2 || this.#threads.length >= Math.min(2, availableParallelism()))) return least
    const thread = new ScanThread(this.#options, this.#extra)
    this.#threads.push(thread)
    return thread
  }
}

/** Cuts items into batches; equal short items travel once. */
function* batches(items: readonly ScanItem[]): Generator<{ batch: ScanItem[]; places: Place[] }> {
  let batch: ScanItem[] = []
  let places: Place[] = []
  let size = 0
  const seen = new Map<string, Place>()
  for (let number = 0; number < items.length; number++) {
    const item = items[number] as ScanItem
    let repeated: string | undefined
    if (item.text.length <= repeatedLength) {
      repeated = `${item.keys.join('\n')}\n\n${item.text}`
      const place = seen.get(repeated)
      if (place) {
        place.items.push(number)
        continue
      }
    }
    const header = item.text.length > segmentLength ? firstLine(item.text) : undefined
    for (let from = 0; from === 0 || from < item.text.length;) {
      const to = segmentEnd(item.text, from)
      const offset = from === 0 ? 0 : lineStart(item.text, from)
      const text = item.text.slice(offset, to + segmentOverlap)
      batch.push({ text, keys: item.keys, ...(header === undefined || from === 0 ? {} : { header }) })
      const place: Place = { items: [number], offset, from, to }
      places.push(place)
      if (repeated !== undefined) seen.set(repeated, place)
      size += text.length + 16
      if (size >= batchLimit || batch.length >= batchItems) {
        // A repeat that comes later travels again: the places of this batch are settled when it is back.
        yield { batch, places }
        batch = []
        places = []
        size = 0
        seen.clear()
      }
      from = to
      if (to >= item.text.length) break
    }
  }
  if (batch.length > 0) yield { batch, places }
}

function merge(spans: Span[][], place: Place, found: readonly Span[]): void {
  if (found.length === 0) return
  for (const item of place.items) {
    const before = spans[item] as Span[]
    const list = before === nothing ? [] : before
    spans[item] = list
    for (const span of found) {
      const start = span.start + place.offset
      if (start < place.from || start >= place.to || start < (list.at(-1)?.end ?? 0)) continue
      list.push({ ...span, start, end: span.end + place.offset })
    }
  }
}

/** End of a segment: behind a line if there is one near, so that no row is cut. */
function segmentEnd(text: string, from: number): number {
  if (text.length - from <= segmentLength + segmentOverlap) return text.length
  const line = text.lastIndexOf('\n', from + segmentLength)
  return line > from + segmentLength / 2 ? line + 1 : from + segmentLength
}

/** A place before a segment from which to read, for context: the start of a line if there is one. */
function lineStart(text: string, from: number): number {
  const earliest = Math.max(0, from - segmentOverlap)
  const line = text.indexOf('\n', earliest)
  return line >= 0 && line < from ? line + 1 : earliest
}
