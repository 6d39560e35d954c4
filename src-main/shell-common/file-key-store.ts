import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AthenaError } from '../contract/errors.ts'
import type { ListedKeyStore } from './passphrase-keys.ts'
import { writePrivateFile } from './private-file.ts'

/** Keys as files of mode 0600 in a folder of mode 0700. No keychain is involved, and it says so. */
export function createFileKeyStore(folder: string): ListedKeyStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  function pathOf(name: string): string {
    if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)) {
      throw new AthenaError(
        'INTERNAL',
        `A key is named by lower-case letters, digits, dots, hyphens and underscores, not ${name}.`,
      )
    }
    return join(folder, `${name}.key`)
  }

  return {
    async get(name) {
      try {
        return new Uint8Array(readFileSync(pathOf(name)))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
    async set(name, value) {
      writePrivateFile(pathOf(name), value)
    },
    async names() {
      return readdirSync(folder)
        .filter((file) => file.endsWith('.key'))
        .map((file) => file.slice(0, -'.key'.length))
    },
    async delete(name) {
      rmSync(pathOf(name), { force: true })
    },
    describe: () => ({
      protection: 'file-permissions',
      sentence: 'Keys are protected by file permissions only: programs of the same user can read them.',
    }),
  }
}
