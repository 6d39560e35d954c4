import { parentPort } from 'node:worker_threads'
import { prepareExtra, type ExtraFinder } from '../detect/extra.ts'
import { loadNames, namesLimit, proseVerdict, type NameModel } from '../detect/find-names.ts'
import { scanText } from '../detect/scan.ts'
import { kinds } from '../kinds/index.ts'
import type { FromScanWorker, ToScanWorker } from './protocol.ts'

/** Entry of the scanning thread: texts in, spans out. It opens nothing and keeps nothing. */
/** Characters of one batch in which names are looked for, so that strict mode stays within its deadline. */
const namesBudget = 60_000
let extra: ExtraFinder | undefined

function send(message: FromScanWorker): void {
  parentPort?.postMessage(message)
}

parentPort?.on('message', (message: ToScanWorker) => {
  if (message.t === 'extra') {
    extra = prepareExtra(message.extra)
    return
  }
  void scan(message)
})
send({ t: 'ready' })
// The first scan compiles a few hundred patterns; better before anybody waits for it.
scanText(kinds.flatMap((kind) => kind.examples.map((example) => example.text)).join('\n'), {
  mode: 'standard',
})

async function scan(message: Extract<ToScanWorker, { t: 'scan' }>): Promise<void> {
  try {
    const off = new Set(message.off)
    const model = message.mode === 'strict' ? await loadNames() : undefined
    if (model !== undefined) send({ t: 'started', id: message.id })
    const notScanned = new Set<string>()
    let budget = namesBudget
    const spans = message.items.map((item) => {
      let names: NameModel | undefined
      if (model !== undefined) {
        const verdict = proseVerdict(item.text)
        if (verdict === 'prose' && budget >= item.text.length) {
          names = model
          budget -= item.text.length
        } else if (verdict === 'prose' || verdict === 'too long') {
          notScanned.add(
            `names in texts of more than ${namesLimit} characters, or after the first ${namesBudget}`,
          )
        } else if (verdict === 'not prose') notScanned.add('names in code, logs and tables')
      }
      return scanText(item.text, {
        mode: message.mode,
        keys: item.keys,
        off,
        ...(item.header === undefined ? {} : { header: item.header }),
        ...(names ? { names } : {}),
        ...(extra ? { extra } : {}),
      })
    })
    send({ t: 'found', id: message.id, spans, notScanned: [...notScanned] })
  } catch (error) {
    // Only the name: a message could quote the text.
    send({ t: 'failed', id: message.id, name: error instanceof Error ? error.name : 'Error' })
  }
}
