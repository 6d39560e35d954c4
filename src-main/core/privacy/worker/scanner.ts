import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { AthenaError } from '../../../contract/errors.ts'
import type { Logger } from '../../ports.ts'
import type { Span } from '../api.ts'
import { firstLine } from '../detect/csv.ts'
import { prepareExtra, type ExtraDetectors, type ExtraFinder } from '../detect/extra.ts'
import { scanText, type ScanMode } from '../detect/scan.ts'
import type { FromScanWorker, ScanItem, ToScanWorker } from './protocol.ts'

/** Characters up to which a scan runs on the calling thread: a trip to the worker costs more. */
const inlineLimit = 2_048
/** Characters sent to the worker at once; one batch is what a deadline covers. */
const batchLimit = 128 * 1_024
/** A longer text is cut into segments that overlap, so that no value is lost at a cut. */
const segmentLength = 64 * 1_024
const segmentOverlap = 4 * 1_024
/** Milliseconds for one batch, and for a worker to start, on the slowest machine we support. */
const defaultDeadline = 5_000
const startDeadline = 20_000

export interface ScannerOptions {
  log: Logger
  /** Built worker file; found beside this module when omitted. */
  workerPath?: string
  /** Milliseconds one batch may take. */
  deadlineMs?: number
  /** Every scan goes to the worker; for tests. */
  neverInline?: boolean
}

interface Waiting {
  resolve: (found: { spans: Span[][]; notScanned: string[] }) => void
  reject: (error: AthenaError) => void
  timer: NodeJS.Timeout
}

/** Runs the detectors: small texts at once, larger ones in a thread with a deadline. What it cannot scan, it refuses. */
export class Scanner {
  readonly #options: ScannerOptions
  #worker: Worker | undefined
  #ready: Promise<void> | undefined
  readonly #waiting = new Map<number, Waiting>()
  #next = 1
  #closed = false
  #extra: ExtraDetectors = { own: [], custom: [] }
  #finder: ExtraFinder | undefined
  off: ReadonlySet<string> = new Set()

  constructor(options: ScannerOptions) {
    this.#options = options
  }

  /** Replaces the user's own values and kinds, here and in the thread. */
  setExtra(extra: ExtraDetectors): void {
    this.#extra = extra
    this.#finder = prepareExtra(extra)
    this.#post({ t: 'extra', extra })
  }

  /** Starts the thread ahead of the first large text. */
  warmUp(): void {
    this.#start().catch(() => undefined)
  }

  /**
   * Spans of every item, in the order of the items.
   *
   * @throws SCAN_FAILED when the deadline passed or the thread failed; nothing of the batch may then be passed on.
   */
  async scan(items: readonly ScanItem[], mode: ScanMode): Promise<{ spans: Span[][]; notScanned: string[] }> {
    if (this.#closed) throw failed('the scanner is closed')
    let total = 0
    for (const item of items) total += item.text.length
    if (total <= inlineLimit && mode !== 'strict' && !this.#options.neverInline) {
      const finder = this.#finder
      return {
        spans: items.map((item) =>
          scanText(item.text, { mode, keys: item.keys, off: this.off, ...(finder ? { extra: finder } : {}) }),
        ),
        notScanned: [],
      }
    }
    const spans: Span[][] = []
    const notScanned = new Set<string>()
    let batch: ScanItem[] = []
    let places: { item: number; offset: number; from: number; to: number }[] = []
    let size = 0
    const flush = async (): Promise<void> => {
      if (batch.length === 0) return
      const [sent, at] = [batch, places]
      batch = []
      places = []
      size = 0
      const found = await this.#send(sent, mode)
      found.notScanned.forEach((reason) => notScanned.add(reason))
      at.forEach((place, index) => {
        const list = (spans[place.item] ??= [])
        for (const span of found.spans[index] ?? []) {
          const start = span.start + place.offset
          if (start < place.from || start >= place.to || start < (list.at(-1)?.end ?? 0)) continue
          list.push({ ...span, start, end: span.end + place.offset })
        }
      })
    }
    for (let number = 0; number < items.length; number++) {
      const item = items[number] as ScanItem
      spans[number] = []
      const header = item.text.length > segmentLength ? firstLine(item.text) : undefined
      let from = 0
      while (from === 0 || from < item.text.length) {
        const to = segmentEnd(item.text, from)
        const offset = from === 0 ? 0 : lineStart(item.text, from)
        const text = item.text.slice(offset, to + segmentOverlap)
        batch.push({ text, keys: item.keys, ...(header === undefined || from === 0 ? {} : { header }) })
        places.push({ item: number, offset, from, to })
        size += text.length + 16
        if (size >= batchLimit || batch.length >= 4_096) await flush()
        from = to
        if (to >= item.text.length) break
      }
    }
    await flush()
    return { spans, notScanned: [...notScanned] }
  }

  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    this.#drop('the scanner was closed')
    await worker?.terminate()
  }

  async #send(items: ScanItem[], mode: ScanMode): Promise<{ spans: Span[][]; notScanned: string[] }> {
    await this.#start()
    const id = this.#next++
    return await new Promise((resolve, reject) => {
      const deadline = this.#options.deadlineMs ?? defaultDeadline
      const timer = setTimeout(() => {
        this.#options.log.warn('privacy: a scan passed its deadline; its text was withheld', {
          deadlineMs: deadline,
        })
        void this.#worker?.terminate()
        this.#drop(`it took longer than ${deadline} ms`)
      }, deadline)
      this.#waiting.set(id, { resolve, reject, timer })
      this.#worker?.ref()
      this.#post({ t: 'scan', id, items, mode, off: [...this.off] })
    })
  }

  #post(message: ToScanWorker): void {
    this.#worker?.postMessage(message)
  }

  #start(): Promise<void> {
    if (this.#closed) return Promise.reject(failed('the scanner is closed'))
    this.#ready ??= this.#launch()
    return this.#ready
  }

  #launch(): Promise<void> {
    const worker = new Worker(this.#options.workerPath ?? workerFile(), { name: 'athena-scan' })
    this.#worker = worker
    this.#post({ t: 'extra', extra: this.#extra })
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        void worker.terminate()
        end('it did not start in time')
      }, startDeadline)
      const end = (reason: string): void => {
        clearTimeout(timer)
        if (this.#worker === worker) this.#drop(reason)
        reject(failed(reason))
      }
      worker.on('message', (message: FromScanWorker) => {
        if (message.t === 'ready') {
          clearTimeout(timer)
          worker.unref()
          resolve()
        } else this.#settle(message)
      })
      worker.on('error', (error) => end(`the scanning thread failed with ${error.name}`))
      worker.on('exit', () => end('the scanning thread ended'))
    })
  }

  #settle(message: Exclude<FromScanWorker, { t: 'ready' }>): void {
    const waiting = this.#waiting.get(message.id)
    if (!waiting) return
    this.#waiting.delete(message.id)
    if (this.#waiting.size === 0) this.#worker?.unref()
    clearTimeout(waiting.timer)
    if (message.t === 'found') waiting.resolve(message)
    else waiting.reject(failed(`a detector failed with ${message.name}`))
  }

  /** Forgets the thread; what waits for it fails, the next scan starts a new one. */
  #drop(reason: string): void {
    this.#worker = undefined
    this.#ready = undefined
    const waiting = [...this.#waiting.values()]
    this.#waiting.clear()
    for (const one of waiting) {
      clearTimeout(one.timer)
      one.reject(failed(reason))
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

function failed(reason: string): AthenaError {
  return new AthenaError(
    'SCAN_FAILED',
    `The text could not be scanned for personal data (${reason}), so it was withheld. Ask for less at once, or try again.`,
  )
}

/** The thread's file: the TypeScript source beside this one, or `scan-worker.js` in the build's folder. */
function workerFile(): string {
  const candidates = import.meta.url.endsWith('.ts')
    ? ['./scan-worker.ts']
    : ['./scan-worker.js', '../scan-worker.js']
  for (const candidate of candidates) {
    const path = fileURLToPath(new URL(candidate, import.meta.url))
    if (existsSync(path)) return path
  }
  throw new AthenaError(
    'SCAN_FAILED',
    'The scanning thread scan-worker.js is not beside the program; install Athena again.',
  )
}
