import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { AthenaError } from '../../../contract/errors.ts'
import type { Logger } from '../../ports.ts'
import type { Span } from '../api.ts'
import type { ExtraDetectors } from '../detect/extra.ts'
import type { ScanMode } from '../detect/scan.ts'
import type { FromScanWorker, ScanItem, ToScanWorker } from './protocol.ts'

/** Milliseconds for one batch, and for a thread to start, on the slowest machine we support. */
const defaultDeadline = 10_000
const startDeadline = 30_000

export interface ScanThreadOptions {
  log: Logger
  /** Built worker file; found beside this module when omitted. */
  workerPath?: string | undefined
  /** Milliseconds one batch may take. */
  deadlineMs?: number | undefined
}

interface Waiting {
  resolve: (found: { spans: Span[][]; notScanned: string[] }) => void
  reject: (error: AthenaError) => void
  message: ToScanWorker
}

/** One scanning thread. Batches run one after another; each has the deadline to itself. A thread that fails is replaced. */
export class ScanThread {
  readonly #options: ScanThreadOptions
  readonly #queue = new Map<number, Waiting>()
  #worker: Worker | undefined
  #ready: Promise<void> | undefined
  #running: number | undefined
  /** Batches that wait for the thread to start. */
  #starting = 0
  #timer: NodeJS.Timeout | undefined
  #next = 1
  #extra: ExtraDetectors

  constructor(options: ScanThreadOptions, extra: ExtraDetectors) {
    this.#options = options
    this.#extra = extra
  }

  /** Batches that wait or run. */
  get load(): number {
    return this.#queue.size + this.#starting
  }

  setExtra(extra: ExtraDetectors): void {
    this.#extra = extra
    this.#worker?.postMessage({ t: 'extra', extra } satisfies ToScanWorker)
  }

  /** Starts the thread if it is not there. */
  start(): Promise<void> {
    this.#ready ??= this.#launch()
    return this.#ready
  }

  /** @throws SCAN_FAILED when the deadline passed or the thread failed. */
  async scan(
    items: ScanItem[],
    mode: ScanMode,
    off: ReadonlySet<string>,
  ): Promise<{ spans: Span[][]; notScanned: string[] }> {
    this.#starting++
    try {
      await this.start()
    } finally {
      this.#starting--
    }
    return await new Promise((resolve, reject) => {
      const id = this.#next++
      this.#queue.set(id, { resolve, reject, message: { t: 'scan', id, items, mode, off: [...off] } })
      this.#worker?.ref()
      this.#advance()
    })
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#drop('the scanner was closed')
    await worker?.terminate()
  }

  #advance(): void {
    if (this.#running !== undefined) return
    const [first] = this.#queue
    if (first === undefined) {
      this.#worker?.unref()
      return
    }
    const [id, waiting] = first
    this.#running = id
    const { message } = waiting
    // In strict mode the name model may have to be loaded first; the thread says when it begins.
    this.#expect(message.t === 'scan' && message.mode === 'strict' ? startDeadline : this.#deadline())
    this.#worker?.postMessage(message)
  }

  #deadline(): number {
    return this.#options.deadlineMs ?? defaultDeadline
  }

  /** Ends the thread, and with it all that waits, unless the running batch is done in time. */
  #expect(deadline: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#options.log.warn('privacy: a scan passed its deadline; its text was withheld', {
        deadlineMs: deadline,
      })
      void this.#worker?.terminate()
      this.#drop(`it took longer than ${deadline} ms`)
    }, deadline)
  }

  #settle(message: Exclude<FromScanWorker, { t: 'ready' }>): void {
    const waiting = this.#queue.get(message.id)
    if (!waiting || this.#running !== message.id) return
    if (message.t === 'started') {
      this.#expect(this.#deadline())
      return
    }
    clearTimeout(this.#timer)
    this.#queue.delete(message.id)
    this.#running = undefined
    this.#advance()
    if (message.t === 'found') waiting.resolve(message)
    else waiting.reject(scanFailure(`a detector failed with ${message.name}`))
  }

  #launch(): Promise<void> {
    const worker = new Worker(this.#options.workerPath ?? workerFile(), { name: 'athena-scan' })
    this.#worker = worker
    worker.postMessage({ t: 'extra', extra: this.#extra } satisfies ToScanWorker)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        void worker.terminate()
        end('it did not start in time')
      }, startDeadline)
      const end = (reason: string): void => {
        clearTimeout(timer)
        if (this.#worker === worker) this.#drop(reason)
        reject(scanFailure(reason))
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

  /** Forgets the thread; what waits for it fails, the next scan starts a new one. */
  #drop(reason: string): void {
    clearTimeout(this.#timer)
    this.#worker = undefined
    this.#ready = undefined
    this.#running = undefined
    const waiting = [...this.#queue.values()]
    this.#queue.clear()
    for (const one of waiting) one.reject(scanFailure(reason))
  }
}

/** The error for text that could not be scanned; it never quotes the text. */
export function scanFailure(reason: string): AthenaError {
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
