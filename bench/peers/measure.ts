// One peer in a process of its own: `node measure.ts NAME FOLDER`. Prints `{"task", "times"}` a line for each task.
import { loadPeer, peerNames, repeats, tasks } from './engines.ts'
import type { Task } from './engines.ts'

const [name, folder] = process.argv.slice(2)
const known = peerNames.find((one) => one === name)
if (known === undefined || folder === undefined) throw new Error('Usage: measure.ts NAME FOLDER')
const peer = await loadPeer(known, folder)
for (const task of Object.keys(tasks) as Task[]) {
  const times: number[] = []
  for (let i = 0; i < repeats[task]; i++) {
    const begun = performance.now()
    await peer.evaluate(tasks[task])
    times.push(performance.now() - begun)
  }
  process.stdout.write(`${JSON.stringify({ task, times })}\n`)
}
// Threads of an engine may keep the process; it is ended from outside.
process.stdout.write('{"task":"end","times":[]}\n')
