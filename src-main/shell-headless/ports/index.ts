import { join } from 'node:path'
import { createForkLauncher } from '../../core/execution/launcher-fork.ts'
import type { Ports } from '../../core/ports.ts'
import { createClipboard } from '../../shell-common/clipboard.ts'
import { randomIds, systemClock } from '../../shell-common/clock.ts'
import { createFileKeyStore } from '../../shell-common/file-key-store.ts'
import { createFileLogger } from '../../shell-common/file-logger.ts'
import { createPassphraseKeys, type PassphraseKeyStore } from '../../shell-common/passphrase-keys.ts'
import { createOpenExternal } from './open-external.ts'

/**
 * Everything the host needs, as the headless shell has it.
 *
 * @param data The data folder, already made.
 * @param out The folder of built code.
 * @param resources The folder of shipped resources.
 */
export function createHeadlessPorts(
  data: string,
  out: string,
  resources: string,
): Ports & { keys: PassphraseKeyStore } {
  const log = createFileLogger(join(data, 'logs'))
  return {
    clock: systemClock,
    ids: randomIds,
    keys: createPassphraseKeys(join(data, 'keys'), createFileKeyStore(join(data, 'keys'))),
    launcher: createForkLauncher({
      supervisorPath: join(out, 'sandbox', 'supervisor.js'),
      nodePath: process.execPath,
      log,
    }),
    paths: { data, out, resources },
    log,
    openExternal: createOpenExternal(),
    clipboard: createClipboard(),
  }
}
