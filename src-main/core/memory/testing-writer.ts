// A process that writes to a memory until it has written enough or is killed; for tests of the life cycle.
// node testing-writer.ts DATABASE NAME COUNT: prints the id of each write after it was acknowledged.
import { writeSync } from 'node:fs'
import { createMemory } from './index.ts'

const [path = '', name = '', count = '0'] = process.argv.slice(2)
let counter = 0
const memory = createMemory({
  databasePath: path,
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  ids: { next: (prefix) => `${prefix}_${name}${(++counter).toString(32).padStart(6, '0')}` },
  log: { debug() {}, info() {}, warn() {}, error() {} },
})
for (let i = 0; i < Number(count); i++) {
  const result = (await memory.call(
    'episodic',
    'remember',
    { content: `Writer ${name} wrote line ${i}` },
    {
      caller: { execution: 'x_1', session: 's_1', client: name },
      now: Date.now(),
      signal: new AbortController().signal,
    },
  )) as { id: string }
  // Synchronous, so that what was printed is what was acknowledged before a kill.
  writeSync(1, `${result.id}\n`)
}
memory.close()
