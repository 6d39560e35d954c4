import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AthenaError } from '../contract/errors.ts'
import { openControl, openControlOfStarting, type Control } from '../shell-common/control-client.ts'
import { dataFolder } from '../shell-common/data-folder.ts'
import { startInBackground } from '../shell-common/join-host.ts'
import { startFailure } from './bridge.ts'
import { askHidden } from './ask-hidden.ts'

/** Milliseconds a host may take to start. */
const startMs = 30_000

/** Connects to the running host without starting one; undefined when there is none. */
export function findHost(): Promise<Control | undefined> {
  return openControl(dataFolder(), 0)
}

/**
 * Connects to the running host, or starts one in the background, which ends by itself a minute after its last client.
 *
 * @throws NOT_RUNNING when it cannot be started.
 */
export async function joinHost(): Promise<Control> {
  const data = dataFolder()
  const running = await openControl(data, 0)
  if (running !== undefined) return running
  const headless = join(dirname(process.argv[1] ?? ''), 'headless.js')
  if (!existsSync(headless)) {
    throw new AthenaError(
      'NOT_RUNNING',
      `Athena is not running and ${headless} is missing. Build it by \`npm run build\`.`,
    )
  }
  const command = [process.execPath, headless, '--background']
  const asks =
    existsSync(join(data, 'keys', 'passphrase.json')) && process.env.ATHENA_PASSPHRASE_FILE === undefined
  if (asks && process.stdin.isTTY) {
    const passphrase = await askHidden('Passphrase of the keys: ')
    startInBackground(data, [...command, '--passphrase-stdin'], `${passphrase}\n`)
  } else startInBackground(data, command)
  const control = await openControlOfStarting(data, startMs)
  if (control === undefined) {
    throw new AthenaError('NOT_RUNNING', `Athena could not be started. ${startFailure(data)}`.trim())
  }
  return control
}

/** Does something with the host and closes the connection afterwards. */
export async function withHost<T>(work: (control: Control) => Promise<T>): Promise<T> {
  const control = await joinHost()
  try {
    return await work(control)
  } finally {
    control.close()
  }
}
