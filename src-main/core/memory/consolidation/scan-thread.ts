import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { AthenaError } from '../../../contract/errors.ts'
import type { MemoryStore } from '../database/store.ts'
import type { MemoryContext } from '../operation.ts'
import type { FadedOptions, findFaded, ScanOptions, ScanResult } from './scan.ts'

/** What the thread can do. */
interface Jobs {
  scan: { options: ScanOptions; result: ScanResult }
  faded: { options: FadedOptions; result: ReturnType<typeof findFaded> }
}
export type Job = { [Name in keyof Jobs]: { t: Name; options: Jobs[Name]['options'] } }[keyof Jobs]

export type FromWorker =
  | { t: 'progress'; scanned: number; of: number }
  | { t: 'done'; result: Jobs[keyof Jobs]['result'] }
  | { t: 'failed'; message: string }

/** Threads at work on a memory, with what ends each. */
const atWork = new WeakMap<MemoryStore, Set<(reason: string) => Promise<void>>>()

/**
 * Does one job of consolidation in a thread of its own over a snapshot of the memory, so that the host's event loop stays free and writers go on.
 * CANCELLED when the caller ends it, CONFLICT when an erasure did: a snapshot would keep what must be gone.
 */
export async function inWorker<Name extends keyof Jobs>(
  context: MemoryContext,
  name: Name,
  options: Jobs[Name]['options'],
  onProgress: (scanned: number, of: number) => void = () => {},
): Promise<Jobs[Name]['result']> {
  const { store, signal } = context
  const worker = new Worker(workerFile(), {
    name: 'athena-consolidate',
    workerData: { path: store.path, now: context.now, job: { t: name, options } },
  })
  const stops = atWork.get(store) ?? new Set()
  atWork.set(store, stops)
  return await new Promise((resolve, reject) => {
    const end = (): void => {
      stops.delete(stop)
      signal.removeEventListener('abort', onAbort)
    }
    const fail = (error: AthenaError): void => {
      end()
      reject(error)
    }
    const stop = async (reason: string): Promise<void> => {
      fail(new AthenaError('CONFLICT', reason))
      await worker.terminate()
    }
    const onAbort = (): void => {
      fail(new AthenaError('CANCELLED', 'The consolidation was stopped; nothing was changed.'))
      void worker.terminate()
    }
    stops.add(stop)
    signal.addEventListener('abort', onAbort)
    worker.on('message', (message: FromWorker) => {
      if (message.t === 'progress') return onProgress(message.scanned, message.of)
      if (message.t === 'failed')
        return fail(new AthenaError('STORAGE', `The memory could not be scanned: ${message.message}`))
      end()
      resolve(message.result)
    })
    worker.on('error', (error) =>
      fail(new AthenaError('STORAGE', `The consolidating thread failed: ${String(error)}`)),
    )
    worker.on('exit', () =>
      fail(new AthenaError('STORAGE', 'The consolidating thread ended before it was done.')),
    )
    if (signal.aborted) onAbort()
  })
}

/** Ends all threads that hold a snapshot of a memory. */
export async function endWorkers(store: MemoryStore, reason: string): Promise<void> {
  await Promise.all([...(atWork.get(store) ?? [])].map((stop) => stop(reason)))
}

/** The thread's file: the TypeScript source beside this one, or the built one in the build's folder. */
function workerFile(): string {
  const places = import.meta.url.endsWith('.ts')
    ? ['./scan-worker.ts']
    : ['./consolidation-worker.js', '../consolidation-worker.js']
  for (const place of places) {
    const path = fileURLToPath(new URL(place, import.meta.url))
    if (existsSync(path)) return path
  }
  throw new AthenaError(
    'INTERNAL',
    'The thread consolidation-worker.js is not beside the program; install Athena again.',
  )
}
