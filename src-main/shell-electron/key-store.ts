import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { safeStorage } from 'electron'
import {
  createPassphraseKeys,
  type ListedKeyStore,
  type PassphraseKeyStore,
} from '../shell-common/passphrase-keys.ts'
import { writePrivateFile } from '../shell-common/private-file.ts'

const suffix = '.encrypted'

/**
 * Keys encrypted by the platform's keychain. Where the platform has none, or only Chromium's fixed password
 * (`basic_text` on Linux), nothing is written and nothing is claimed: keys last for the session, unless the user sets a
 * passphrase. Needs a ready app.
 */
export async function createElectronKeyStore(folder: string): Promise<PassphraseKeyStore> {
  const usable = (await safeStorage.isAsyncEncryptionAvailable()) && !isPlaintextBackend()
  return createPassphraseKeys(folder, usable ? keychainStore(folder) : sessionStore())
}

function isPlaintextBackend(): boolean {
  return (
    process.platform === 'linux' &&
    ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
  )
}

function keychainStore(folder: string): ListedKeyStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pathOf = (name: string): string => join(folder, `${encodeURIComponent(name)}${suffix}`)
  return {
    async get(name) {
      let encrypted: Buffer
      try {
        encrypted = readFileSync(pathOf(name))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
      const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(encrypted)
      if (shouldReEncrypt) writePrivateFile(pathOf(name), await safeStorage.encryptStringAsync(result))
      return new Uint8Array(Buffer.from(result, 'base64'))
    },
    async set(name, value) {
      writePrivateFile(
        pathOf(name),
        await safeStorage.encryptStringAsync(Buffer.from(value).toString('base64')),
      )
    },
    async names() {
      return readdirSync(folder)
        .filter((file) => file.endsWith(suffix))
        .map((file) => decodeURIComponent(file.slice(0, -suffix.length)))
    },
    async delete(name) {
      rmSync(pathOf(name), { force: true })
    },
    describe: () => ({
      protection: 'keychain',
      sentence: 'Keys are protected by the keychain of this computer.',
    }),
  }
}

function sessionStore(): ListedKeyStore {
  const keys = new Map<string, Uint8Array>()
  return {
    get: async (name) => keys.get(name),
    set: async (name, value) => void keys.set(name, value),
    delete: async (name) => void keys.delete(name),
    names: async () => [...keys.keys()],
    describe: () => ({
      protection: 'session-only',
      sentence:
        'This computer offers no keychain, so keys are kept in memory and the vault is empty after a restart. A passphrase keeps them.',
    }),
  }
}
