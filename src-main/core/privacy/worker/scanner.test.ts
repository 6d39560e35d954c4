import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { quietLog } from '../privacy.test-support.ts'
import { Scanner } from './scanner.ts'

const folder = mkdtempSync(join(tmpdir(), 'athena-scanner-'))
let scanner: Scanner | undefined
afterEach(async () => {
  await scanner?.close()
  rmSync(folder, { recursive: true, force: true })
})

const big = 'x '.repeat(5_000)

it('withholds what it could not scan in time, and works again afterwards', async () => {
  const stuck = join(folder, 'stuck.mjs')
  writeFileSync(
    stuck,
    `import { parentPort } from 'node:worker_threads'
parentPort.postMessage({ t: 'ready' })
parentPort.on('message', (message) => {
  if (message.t !== 'scan') return
  if (message.items[0].text.startsWith('hang')) for (;;);
  if (message.items[0].text.startsWith('exit')) process.exit(1)
  if (message.items[0].text.startsWith('fail')) return parentPort.postMessage({ t: 'failed', id: message.id, name: 'TypeError' })
  parentPort.postMessage({ t: 'found', id: message.id, spans: message.items.map(() => []), notScanned: [] })
})`,
  )
  scanner = new Scanner({ log: quietLog, workerPath: stuck, deadlineMs: 300, neverInline: true })
  for (const start of ['hang', 'exit', 'fail']) {
    const failure = scanner.scan([{ text: `${start} secret-value ${big}`, keys: [] }], 'standard')
    await expect(failure).rejects.toMatchObject({ code: 'SCAN_FAILED' })
    await expect(failure).rejects.not.toThrow(/secret-value/)
    await expect(scanner.scan([{ text: big, keys: [] }], 'standard')).resolves.toEqual({
      spans: [[]],
      notScanned: [],
    })
  }
})

it('finds the same in the thread as at once, wherever a long text is cut', async () => {
  scanner = new Scanner({ log: quietLog })
  const filler = 'lorem ipsum dolor '
  let text = ''
  const places: number[] = []
  while (text.length < 200_000) {
    text += filler.repeat(20 + (text.length % 37))
    places.push(text.length)
    text += `person${places.length}@example.org `
  }
  const { spans } = await scanner.scan([{ text, keys: [] }], 'standard')
  expect(spans[0]?.map((span) => span.start)).toEqual(places)
})

it('refuses to scan when it is closed', async () => {
  scanner = new Scanner({ log: quietLog })
  await scanner.close()
  await expect(scanner.scan([{ text: 'x', keys: [] }], 'standard')).rejects.toMatchObject({
    code: 'SCAN_FAILED',
  })
})
