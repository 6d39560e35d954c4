import { parentPort } from 'node:worker_threads'
import { prepareExtra, type ExtraFinder } from '../detect/extra.ts'
import { scanText } from '../detect/scan.ts'
import type { FromScanWorker, ToScanWorker } from './protocol.ts'

/** Entry of the scanning thread: texts in, spans out. It opens nothing and keeps nothing. */
let extra: ExtraFinder | undefined

function send(message: FromScanWorker): void {
  parentPort?.postMessage(message)
}

parentPort?.on('message', (message: ToScanWorker) => {
  if (message.t === 'extra') {
    extra = prepareExtra(message.extra)
    return
  }
  try {
    const off = new Set(message.off)
    const spans = message.items.map((item) =>
      scanText(item.text, { mode: message.mode, keys: item.keys, off, ...(extra ? { extra } : {}) }),
    )
    send({ t: 'found', id: message.id, spans, notScanned: [] })
  } catch (error) {
    // Only the name: a message could quote the text.
    send({ t: 'failed', id: message.id, name: error instanceof Error ? error.name : 'Error' })
  }
})
send({ t: 'ready' })
