import { fork } from 'node:child_process'
import type { FromSupervisor } from '../../contract/sandbox.ts'
import type { Logger, SupervisorLauncher } from '../ports.ts'

export interface ForkLauncherOptions {
  /** The built supervisor, `out/sandbox/supervisor.js`. */
  supervisorPath: string
  /** The Node 24 that runs the supervisor and its runners. */
  nodePath: string
  log: Logger
  /** Start options of the supervisor for tests and benches (see `SupervisorOptions`); never set by the product. */
  options?: Record<string, unknown>
}

/** Starts the sandbox supervisor as an ordinary child process: the headless shell, tests, benches. */
export function createForkLauncher({
  supervisorPath,
  nodePath,
  log,
  options,
}: ForkLauncherOptions): SupervisorLauncher {
  return () => {
    const child = fork(supervisorPath, [JSON.stringify({ nodePath, ...options })], {
      execPath: nodePath,
      execArgv: ['--no-warnings'],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // The supervisor has no use for the host's environment, and a variable that it does not have cannot leak.
      env: { TZ: 'UTC', LANG: 'C', PATH: process.env.PATH ?? '' },
    })
    let ended = false
    let words = ''
    const keep = (chunk: Buffer): void => {
      words = (words + chunk.toString('utf8')).slice(-4000)
      log.warn('sandbox supervisor wrote to its output', { text: chunk.toString('utf8').slice(0, 2000) })
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    const exitListeners: ((detail: string) => void)[] = []
    const end = (detail: string): void => {
      if (ended) return
      ended = true
      for (const listener of exitListeners) listener(detail)
    }
    child.on('exit', (code, signal) =>
      end(
        `The sandbox supervisor ended ${signal ? `by ${signal}` : `with code ${code}`}. ${words.trim().slice(-500)}`.trim(),
      ),
    )
    child.on('error', (error) => end(`The sandbox supervisor could not be started: ${error.message}`))
    return {
      pid: child.pid,
      post(message) {
        if (child.connected) child.send(message, () => undefined)
      },
      onMessage: (listener) => void child.on('message', (message) => listener(message as FromSupervisor)),
      onExit: (listener) => void exitListeners.push(listener),
      kill: () => void child.kill('SIGKILL'),
    }
  }
}
