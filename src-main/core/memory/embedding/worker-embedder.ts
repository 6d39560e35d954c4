import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { AthenaError } from '../../../contract/errors.ts'
import type { Embedder, FromEmbedWorker, ToEmbedWorker } from './embedder.ts'

const dimension = 512
/** Milliseconds without work after which the thread ends and gives its memory back. */
const idleMs = 5 * 60_000

interface Waiting {
  resolve: (vectors: Float32Array[]) => void
  reject: (error: Error) => void
}

/** The built-in English embedder in a thread of its own: started by the first text, ended when idle; a thread that fails is replaced. */
export function createWorkerEmbedder(options: { idleMs?: number } = {}): Embedder {
  let worker: Worker | undefined
  let timer: NodeJS.Timeout | undefined
  let next = 1
  const waiting = new Map<number, Waiting>()

  function drop(reason: string): void {
    worker = undefined
    clearTimeout(timer)
    const all = [...waiting.values()]
    waiting.clear()
    for (const one of all) one.reject(failure(reason))
  }

  function start(): Worker {
    const started = new Worker(workerFile(), { name: 'athena-embed' })
    started.on('message', (message: FromEmbedWorker) => {
      const one = waiting.get(message.id)
      waiting.delete(message.id)
      if (waiting.size === 0) rest()
      if (!one) return
      if ('error' in message) {
        one.reject(
          message.missing
            ? failure(
                'its packages are not installed; run "npm install --include=optional" in the program’s folder',
              )
            : failure(message.error),
        )
      } else one.resolve(split(message.vectors))
    })
    started.on('error', (error) => {
      if (worker === started) drop(`its thread failed with ${error.name}`)
    })
    started.on('exit', () => {
      if (worker === started) drop('its thread ended')
    })
    return started
  }

  /** Nothing waits: the thread must not keep the process, and ends after a while. */
  function rest(): void {
    worker?.unref()
    clearTimeout(timer)
    timer = setTimeout(() => {
      const idle = worker
      worker = undefined
      void idle?.terminate()
    }, options.idleMs ?? idleMs).unref()
  }

  return {
    model: 'use-lite-en/1',
    dimension,
    async embed(texts) {
      if (texts.length === 0) return []
      return await new Promise<Float32Array[]>((resolve, reject) => {
        clearTimeout(timer)
        worker ??= start()
        worker.ref()
        const id = next++
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, texts } satisfies ToEmbedWorker)
      })
    },
    async close() {
      const running = worker
      drop('it was switched off')
      await running?.terminate()
    },
  }
}

function split(vectors: Float32Array): Float32Array[] {
  return Array.from({ length: vectors.length / dimension }, (_, place) =>
    vectors.subarray(place * dimension, (place + 1) * dimension),
  )
}

function failure(reason: string): AthenaError {
  return new AthenaError('STORAGE', `The embedder of the memory cannot work: ${reason}.`)
}

/** The thread's file: the TypeScript source beside this one, or `embed-worker.js` in the build's folder. */
function workerFile(): string {
  const candidates = import.meta.url.endsWith('.ts')
    ? ['./embed-worker.ts']
    : ['./embed-worker.js', '../embed-worker.js']
  for (const candidate of candidates) {
    const path = fileURLToPath(new URL(candidate, import.meta.url))
    if (existsSync(path)) return path
  }
  throw failure('embed-worker.js is not beside the program; install Athena again')
}
