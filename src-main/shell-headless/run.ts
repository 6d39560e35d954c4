import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { toWireError } from '../contract/errors.ts'
import { createHost } from '../core/host.ts'
import { dataFolder } from '../shell-common/data-folder.ts'
import { startIsOver } from '../shell-common/join-host.ts'
import { preferredPort } from '../shell-common/preferred-port.ts'
import { noteStartFailure } from '../shell-common/start-failure.ts'
import { askRunningHost } from '../shell-common/start-host.ts'
import { firstLineOf } from '../shell-common/unlock-keys.ts'
import { startHeadless, type Headless } from './start.ts'

/** Milliseconds a background host stays without any client. */
const backgroundIdleMs = 60_000
/** Everything must have closed by then, milliseconds; whoever starts Athena does not wait longer. */
const closeMs = 8000

/**
 * The headless process: starts, prints one address, ends on a signal, when its parent is gone, or, with `--background`,
 * when nobody uses it. Exit codes: 0 ended as asked, 1 failed, 3 the data folder is held by a process that does not answer.
 */
export async function runHeadless(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      background: { type: 'boolean', default: false },
      port: { type: 'string' },
      'idle-ms': { type: 'string' },
      // The passphrase of the keys is the first line of the input.
      'passphrase-stdin': { type: 'boolean', default: false },
    },
  })
  const data = dataFolder()
  // The program is out/main/headless.js; this code may be in a chunk elsewhere.
  const entry = realpathSync(process.argv[1] ?? '')
  const out = join(dirname(entry), '..')
  let headless: Headless | undefined
  let ending = false

  function end(code: number): void {
    if (ending) process.exit(code)
    ending = true
    process.exitCode = code
    setTimeout(() => process.exit(code), closeMs).unref()
    if (headless === undefined) process.exit(code)
    else void headless.close()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0))
  // Started with a channel by `npm start`: when that process is gone, however it ended, so is this one.
  if (process.channel) {
    process.on('disconnect', () => end(0))
    process.channel.unref()
  }
  process.on('uncaughtException', (error) => {
    process.stderr.write(`Athena failed: ${error.stack ?? error.message}\n`)
    end(1)
  })

  try {
    headless = await startHeadless({
      data,
      out,
      resources: join(out, 'resources'),
      port: values.port === undefined ? preferredPort : Number(values.port),
      ...(values.background ? { idleMs: Number(values['idle-ms'] ?? backgroundIdleMs) } : {}),
      launch: [process.execPath, entry, '--background'],
      createHost,
      ...(values['passphrase-stdin'] ? { passphrase: await firstLineOf(process.stdin) } : {}),
      onClosed: () => process.exit(process.exitCode ?? 0),
    })
    noteStartFailure(data, undefined)
    if (!values.background) {
      process.stdout.write(`Athena is running: ${headless.pageUrl()}\nPress Ctrl-C to stop it.\n`)
    }
  } catch (error) {
    const { code, message } = toWireError(error)
    if (code === 'ALREADY_RUNNING') return await joinRunning(data, values.background, message)
    noteStartFailure(data, message)
    startIsOver(data)
    process.stderr.write(`Athena could not start: ${message}\n`)
    process.exit(1)
  }
}

async function joinRunning(data: string, background: boolean, message: string): Promise<void> {
  if (background) process.exit(0)
  try {
    const url = await askRunningHost(data)
    process.stdout.write(
      url === undefined ? `${message} Its window was opened.\n` : `Athena is already running: ${url}\n`,
    )
    process.exit(0)
  } catch (error) {
    process.stderr.write(`${toWireError(error).message}\n`)
    process.exit(3)
  }
}
