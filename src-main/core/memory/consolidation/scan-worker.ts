import { parentPort, workerData } from 'node:worker_threads'
import { createStore } from '../database/store.ts'
import { createRetrieval } from '../retrieval/retrieval.ts'
import type { FromWorker, Job } from './scan-thread.ts'
import { findFaded, scan } from './scan.ts'

/** Entry of the consolidating thread: one job over a snapshot of the memory, then it ends. It writes nothing. */
const { path, now, job } = workerData as { path: string; now: number; job: Job }

function send(message: FromWorker): void {
  parentPort?.postMessage(message)
}

const ids = { next: (prefix: string) => prefix }
const store = createStore({ path, ids, snapshot: true })
try {
  const context = { store, retrieval: createRetrieval(store, ids), now }
  send({
    t: 'done',
    result:
      job.t === 'scan'
        ? scan(context, job.options, (scanned, of) => send({ t: 'progress', scanned, of }))
        : findFaded(context, job.options),
  })
} catch (error) {
  send({ t: 'failed', message: error instanceof Error ? error.message : String(error) })
} finally {
  store.close()
}
