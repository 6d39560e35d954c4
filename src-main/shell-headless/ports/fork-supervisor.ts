import { fork } from 'node:child_process'
import { join } from 'node:path'
import { AthenaError } from '../../contract/errors.ts'
import type { FromSupervisor } from '../../contract/sandbox.ts'
import type { Logger, SupervisorLauncher } from '../../core/ports.ts'
import { cleanEnvironment } from '../../shell-common/clean-environment.ts'

/**
 * Starts the sandbox supervisor as a forked Node process. It ends by itself when the channel to this process closes, so
 * none is left behind when this process is killed.
 */
export function createForkLauncher(out: string, log: Logger): SupervisorLauncher {
  return () => {
    const child = fork(join(out, 'sandbox', 'supervisor.js'), [], {
      env: cleanEnvironment(),
      execArgv: ['--max-old-space-size=512'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'json',
    })
    for (const stream of [child.stdout, child.stderr]) {
      stream
        ?.setEncoding('utf8')
        .on('data', (text: string) => log.warn('sandbox supervisor wrote', { text: text.trim() }))
    }
    let ended = false
    const exitListeners: ((detail: string) => void)[] = []
    function end(detail: string): void {
      if (ended) return
      ended = true
      for (const listener of exitListeners) listener(detail)
    }
    child.on('error', (error) => end(`The sandbox supervisor could not be started: ${error.message}`))
    child.on('exit', (code, signal) => {
      end(`The sandbox supervisor ended ${signal ? `by signal ${signal}` : `with exit code ${code}`}.`)
    })
    return {
      pid: child.pid,
      post(message) {
        if (ended || !child.connected)
          throw new AthenaError('CRASHED', 'The sandbox supervisor is not running.')
        child.send(message, (error) => {
          if (error) log.warn('a message to the sandbox supervisor was lost', { reason: error.message })
        })
      },
      onMessage(listener) {
        child.on('message', (message) => listener(message as FromSupervisor))
      },
      onExit(listener) {
        exitListeners.push(listener)
      },
      kill() {
        child.kill('SIGKILL')
      },
    }
  }
}
