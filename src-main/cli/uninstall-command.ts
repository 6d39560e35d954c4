import { existsSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { disconnectClient, knownClients, type Computer } from '../core/clients/config/index.ts'
import { autostartFile } from '../shell-common/autostart.ts'
import { dataFolder } from '../shell-common/data-folder.ts'
import type { RuntimeInfo } from '../shell-common/runtime-info.ts'
import { socketPath } from '../shell-common/socket-path.ts'
import type { Parsed } from './arguments.ts'
import { findHost } from './context.ts'
import { isAlive } from './is-alive.ts'
import { outcome, type Outcome } from './outcome.ts'

/** Milliseconds the host may take to stop. */
const stopMs = 15_000

/**
 * `uninstall [--data]`: stops Athena, takes its entries out of every client's configuration, and, with `--data`, removes the data
 * folder with everything in it. The program itself goes the way it came.
 */
export async function uninstall(args: Parsed): Promise<Outcome> {
  args.positionals(0, 0)
  const data = dataFolder()
  await stopHost()
  const computer: Computer = { platform: process.platform, home: homedir(), environment: process.env }
  const changed = knownClients.flatMap((client) => disconnectClient(client, computer, data))
  if (process.platform === 'linux') rmSync(autostartFile(), { force: true })
  const removed = args.flag('data')
  if (removed) {
    rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    // Long paths of a data folder have their sockets in a folder of their own.
    for (const name of ['mcp', 'control'] as const) {
      const socket = socketPath(data, name)
      if (process.platform !== 'win32' && existsSync(socket)) rmSync(socket)
    }
  }
  return outcome({ changed, data: removed ? null : data }, [
    ...changed.map((path) => `${path}: Athena's entry was taken out.`),
    removed
      ? `${data} was removed.`
      : `Your data is still in ${data}. Call it again with --data to remove it too.`,
    'What is left is the program itself: remove it the way you installed it.',
  ])
}

async function stopHost(): Promise<void> {
  const control = await findHost()
  if (control === undefined) return
  const { pid } = (await control.client.raw('shell.info', {})) as RuntimeInfo
  await control.client.call('host.stop', {})
  for (const until = performance.now() + stopMs; isAlive(pid) && performance.now() < until;) await sleep(20)
}
