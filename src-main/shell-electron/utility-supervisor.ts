import { utilityProcess } from 'electron'
import type { FromSupervisor } from '../contract/sandbox.ts'
import type { Logger, SupervisorLauncher } from '../core/ports.ts'

/** Milliseconds a supervisor that was asked to end may take before SIGKILL. */
const graceMs = 2000

/**
 * Starts the sandbox supervisor as a utility process: a crash or stall of it leaves the app alone. It is the root of the
 * process tree, not a sandbox itself; the runners below it are plain Node. Needs a ready app.
 *
 * @param nodePath The Node 24 that ships with the app and runs the runners.
 * @param options Start options of the supervisor for tests and benches (see `SupervisorOptions`); never set by the product.
 */
export function createUtilityLauncher(
  supervisorPath: string,
  nodePath: string,
  log: Logger,
  options: Record<string, unknown> = {},
): SupervisorLauncher {
  return () => {
    const child = utilityProcess.fork(supervisorPath, [JSON.stringify({ nodePath, ...options })], {
      serviceName: 'Athena sandbox supervisor',
      stdio: 'pipe',
      // The default would hand over the whole environment.
      env: { TZ: 'UTC', LANG: 'C', PATH: process.env.PATH ?? '' },
      execArgv: ['--js-flags=--max-old-space-size=512'],
    })
    let ended = false
    let words = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        words = (words + chunk.toString('utf8')).slice(-2000)
        log.warn('sandbox supervisor wrote to its output', { text: chunk.toString('utf8').slice(0, 2000) })
      })
    }
    const exitListeners: ((detail: string) => void)[] = []
    // Messages posted before the process runs would be lost.
    const early: unknown[] = []
    let pid: number | undefined
    child.once('spawn', () => {
      pid = child.pid
      for (const message of early.splice(0)) child.postMessage(message)
    })
    child.once('exit', (code) => {
      ended = true
      const detail = `The sandbox supervisor ended with code ${code}. ${words.trim().slice(-500)}`.trim()
      for (const listener of exitListeners) listener(detail)
    })
    return {
      get pid() {
        return pid
      },
      post(message) {
        if (ended) return
        if (pid === undefined) early.push(message)
        else child.postMessage(message)
      },
      onMessage: (listener) => void child.on('message', (message) => listener(message as FromSupervisor)),
      onExit: (listener) => void exitListeners.push(listener),
      kill() {
        child.kill()
        setTimeout(() => {
          if (ended || pid === undefined) return
          try {
            process.kill(pid, 'SIGKILL')
          } catch {
            // It ended in between.
          }
        }, graceMs).unref()
      },
    }
  }
}
