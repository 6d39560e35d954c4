import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock, KeyStore, Logger } from '../ports.ts'
import { createPrivacy } from './index.ts'
import type { Privacy } from './api.ts'

/** Keys in memory, for tests. */
export function memoryKeys(): KeyStore & { values: Map<string, Uint8Array> } {
  const values = new Map<string, Uint8Array>()
  return {
    values,
    get: (name) => Promise.resolve(values.get(name)),
    set: (name, value) => Promise.resolve(void values.set(name, value)),
    delete: (name) => Promise.resolve(void values.delete(name)),
    describe: () => ({ protection: 'file-permissions', sentence: 'kept until the tests end' }),
  }
}

export const quietLog: Logger = { debug() {}, info() {}, warn() {}, error() {} }
const testClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() }

/** A vault in a folder of its own, for tests; `again()` opens the same vault anew. */
export async function openTestPrivacy(): Promise<{
  privacy: Privacy
  folder: string
  databasePath: string
  keys: ReturnType<typeof memoryKeys>
  again: () => Promise<Privacy>
  done: () => Promise<void>
}> {
  const folder = mkdtempSync(join(tmpdir(), 'athena-privacy-'))
  const databasePath = join(folder, 'vault.db')
  const keys = memoryKeys()
  const opened: Privacy[] = []
  const again = async (): Promise<Privacy> => {
    await opened.at(-1)?.close()
    const privacy = await createPrivacy({ databasePath, keys, clock: testClock, log: quietLog })
    opened.push(privacy)
    return privacy
  }
  const privacy = await again()
  return {
    privacy,
    folder,
    databasePath,
    keys,
    again,
    done: async () => {
      await opened.at(-1)?.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
