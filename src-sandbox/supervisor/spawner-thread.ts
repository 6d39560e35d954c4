import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { buildFilter, spawnerPlan } from '../linux/filter.ts'
import { createKernel } from '../linux/kernel.ts'
import type { Koffi, LandlockRule } from '../linux/kernel.ts'

/** Given to the thread when it starts. */
export interface SpawnerData {
  koffi: string
  rules: LandlockRule[]
  without: string[]
}
export interface SpawnRequest {
  id: number
  node: string
  args: string[]
  env: Record<string, string>
  /** Descriptors of this process that become 0, 1, 2 and 3 of the child. */
  descriptors: [number, number, number, number]
}
export type SpawnAnswer =
  | { t: 'confined'; landlock: boolean; seccomp: boolean; detail: string }
  | { t: 'spawned'; id: number; pid: number }
  | { t: 'failed'; id: number; detail: string }
  | { t: 'exit'; id: number; code: number | null; signal: string | null }

/**
 * A thread that confines itself and then starts runners, so that they are confined before their first instruction: Landlock and
 * seccomp of a thread pass to the processes it starts. The rest of the supervisor stays free.
 */
function main(): void {
  const port = parentPort
  if (!port) throw new Error('The spawner is a worker thread of the supervisor')
  const data = workerData as SpawnerData
  const post = (answer: SpawnAnswer): void => port.postMessage(answer)
  // Runners inherit it: hostile code that spins must not be what the supervisor's deadlines wait for. On Linux this is per thread.
  setPriority(2)
  const koffi = createRequire(data.koffi)(data.koffi) as Koffi
  const kernel = createKernel(koffi, process.platform, process.arch)
  let landlock = false
  let seccomp = false
  const detail: string[] = []
  if (kernel && kernel.noNewPrivileges() === 0) {
    if (!data.without.includes('landlock')) {
      const result = kernel.landlock(data.rules)
      landlock = result === 0
      if (result !== 0) detail.push(`Landlock refused (errno ${-result})`)
    }
    if (!data.without.includes('seccomp')) {
      const result = kernel.seccomp(buildFilter(kernel.architecture, spawnerPlan()), false)
      seccomp = result === 0
      if (result !== 0) detail.push(`seccomp refused (${result})`)
    }
  }
  post({ t: 'confined', landlock, seccomp, detail: detail.join('; ') })
  port.on('message', (request: SpawnRequest) => {
    const child = spawn(request.node, request.args, {
      env: request.env,
      cwd: '/',
      stdio: request.descriptors,
    })
    child.on('error', (error) => post({ t: 'failed', id: request.id, detail: error.message }))
    child.on('exit', (code, signal) => post({ t: 'exit', id: request.id, code, signal }))
    if (child.pid !== undefined) post({ t: 'spawned', id: request.id, pid: child.pid })
  })
}

main()
