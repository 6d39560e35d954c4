import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { AthenaError } from '../contract/errors.ts'
import type { PassphraseKeyStore } from './passphrase-keys.ts'

/**
 * Opens the keys at the start: with what was given, else with the content of the file that `ATHENA_PASSPHRASE_FILE` names, as
 * services and containers hand over secrets. Without either, keys behind a passphrase stay closed.
 *
 * @throws VAULT_LOCKED, WRONG_PASSPHRASE
 */
export async function unlockKeys(
  keys: PassphraseKeyStore,
  given: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  if (!keys.passphrase.isSet()) return
  const file = environment.ATHENA_PASSPHRASE_FILE
  await keys.unlock(given ?? (file === undefined ? undefined : readPassphrase(file)))
}

function readPassphrase(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new AthenaError(
      'VAULT_LOCKED',
      `The passphrase of the keys could not be read from ${file}: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}.`,
    )
  }
}

/** The first line of a stream, without its end; what follows is not read. */
export async function firstLineOf(input: Readable): Promise<string> {
  const lines = createInterface({ input })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    input.destroy()
  }
}
