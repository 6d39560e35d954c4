import type { Clock, KeyStore, Logger } from '../ports.ts'
import type { Privacy } from './api.ts'
import { PrivacyService } from './privacy.ts'
import { Vault } from './vault/vault.ts'
import { Scanner } from './worker/scanner.ts'

export type * from './api.ts'

/** What {@link createPrivacy} needs. */
export interface PrivacyOptions {
  /** Absolute path of `vault.db`. */
  databasePath: string
  keys: KeyStore
  clock: Clock
  log: Logger
  /** Built `scan-worker.js`; found beside the program when omitted. */
  workerPath?: string
  /** Milliseconds one batch of text may be scanned; then it is withheld. */
  deadlineMs?: number
}

/**
 * Opens the vault and starts the detectors.
 *
 * @throws VAULT_LOCKED when the vault was made with a key that the key store does not have.
 */
export async function createPrivacy(options: PrivacyOptions): Promise<Privacy> {
  const { databasePath, keys, clock, log, workerPath, deadlineMs } = options
  const vault = await Vault.open(databasePath, keys, clock)
  const scanner = new Scanner({
    log,
    ...(workerPath === undefined ? {} : { workerPath }),
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  })
  scanner.warmUp()
  return new PrivacyService({ vault, scanner, keys, clock, log })
}
