import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AthenaError } from '../contract/errors.ts'
import type { KeyStore } from '../core/ports.ts'
import { readText, writePrivateFile } from './private-file.ts'

/** A key store that can tell what it holds, so that it can be moved behind a passphrase. */
export interface ListedKeyStore extends KeyStore {
  names(): Promise<string[]>
}

/** A key store that a passphrase may protect. */
export interface PassphraseKeyStore extends KeyStore {
  passphrase: NonNullable<KeyStore['passphrase']>
  /**
   * Opens the keys for this process; needed before the first use when a passphrase is set.
   *
   * @throws VAULT_LOCKED without a passphrase, WRONG_PASSPHRASE
   */
  unlock(passphrase: string | undefined): Promise<void>
}

/** scrypt as OWASP's password storage cheat sheet has it: N = 2^17, r = 8, p = 1, which takes 128 MB and about 0.4 s. */
const usualCost = { N: 2 ** 17, r: 8, p: 1 }
const maxmem = 256 * 1024 * 1024
/** Fewest characters of a passphrase; what scrypt slows down is guessing, not a passphrase of four digits. */
const leastPassphrase = 8

/** What to do when the keys are closed. */
const lockedSentence =
  'The keys are protected by a passphrase. Enter it by `athena start` in a terminal, or in the window of the desktop app; a service without a terminal reads it from the file that ATHENA_PASSPHRASE_FILE names.'

/** `passphrase.json`: how the passphrase gives the key that wraps the key of the sealed files. */
interface Header {
  version: 1
  kdf: 'scrypt'
  N: number
  r: number
  p: number
  salt: string
  wrapped: string
}

/**
 * Keys behind a passphrase, if one is set; otherwise those of `inner`. A passphrase moves every key out of `inner` into files
 * sealed by a random key (AES-256-GCM), which only the passphrase opens; it is never stored. The header file is what decides, and
 * it is written last and removed first, so that an interrupted change leaves the keys where they were. `cost` is for tests.
 */
export function createPassphraseKeys(
  folder: string,
  inner: ListedKeyStore,
  cost: { N: number; r: number; p: number } = usualCost,
): PassphraseKeyStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const headerPath = join(folder, 'passphrase.json')
  let dataKey: Buffer | undefined

  function header(): Header | undefined {
    const text = readText(headerPath)
    return text === undefined ? undefined : (JSON.parse(text) as Header)
  }
  function pathOf(name: string): string {
    return join(folder, `${encodeURIComponent(name)}.sealed`)
  }
  function sealedNames(): string[] {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.sealed'))
      .map((file) => decodeURIComponent(file.slice(0, -'.sealed'.length)))
  }
  function opened(): Buffer {
    if (dataKey !== undefined) return dataKey
    throw new AthenaError('VAULT_LOCKED', lockedSentence)
  }
  async function open(passphrase: string, found: Header): Promise<Buffer> {
    const key = await derive(passphrase, Buffer.from(found.salt, 'base64'), found)
    try {
      return unseal(key, Buffer.from(found.wrapped, 'base64'), 'data key')
    } catch {
      throw new AthenaError('WRONG_PASSPHRASE', 'This is not the passphrase of the keys.')
    }
  }
  /** Checks the present passphrase, if one is set. */
  async function prove(passphrase: string | undefined): Promise<void> {
    const found = header()
    if (found === undefined) return
    if (passphrase === undefined) {
      throw new AthenaError(
        'WRONG_PASSPHRASE',
        'This needs the passphrase of the keys: enter it in Settings, Protection of the keys, or call `athena vault unlock`.',
      )
    }
    await open(passphrase, found)
  }
  async function writeHeader(passphrase: string, key: Buffer): Promise<void> {
    const salt = randomBytes(16)
    const wrapped = seal(await derive(passphrase, salt, cost), key, 'data key')
    const made: Header = {
      version: 1,
      kdf: 'scrypt',
      ...cost,
      salt: salt.toString('base64'),
      wrapped: wrapped.toString('base64'),
    }
    writePrivateFile(headerPath, `${JSON.stringify(made)}\n`)
  }

  return {
    async get(name) {
      if (header() === undefined) return inner.get(name)
      const key = opened()
      let sealed: Buffer
      try {
        sealed = readFileSync(pathOf(name))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
      return new Uint8Array(unseal(key, sealed, name))
    },
    async set(name, value) {
      if (header() === undefined) return inner.set(name, value)
      writePrivateFile(pathOf(name), seal(opened(), value, name))
    },
    async delete(name) {
      if (header() === undefined) return inner.delete(name)
      rmSync(pathOf(name), { force: true })
    },
    describe: () =>
      header() === undefined
        ? inner.describe()
        : {
            protection: 'passphrase',
            sentence: 'Keys are encrypted by your passphrase, which is asked for at every start.',
          },
    async unlock(passphrase) {
      const found = header()
      if (found === undefined) return
      if (passphrase === undefined) throw new AthenaError('VAULT_LOCKED', lockedSentence)
      dataKey = await open(passphrase, found)
      // What an interrupted change left in the other store.
      for (const name of await inner.names()) await inner.delete(name)
    },
    passphrase: {
      isSet: () => header() !== undefined,
      verify: prove,
      async set(current, next) {
        await prove(current)
        if (next !== undefined && next.length < leastPassphrase) {
          throw new AthenaError('BAD_PARAMS', `A passphrase has at least ${leastPassphrase} characters.`)
        }
        const wasSet = header() !== undefined
        if (next === undefined) {
          if (!wasSet) return
          const key = opened()
          const names = sealedNames()
          for (const name of names) await inner.set(name, unseal(key, readFileSync(pathOf(name)), name))
          rmSync(headerPath)
          for (const name of names) rmSync(pathOf(name), { force: true })
          dataKey = undefined
          return
        }
        if (wasSet) return writeHeader(next, opened())
        // A file from a change that was interrupted is sealed by a key that is gone.
        for (const name of sealedNames()) rmSync(pathOf(name), { force: true })
        const key = randomBytes(32)
        const names = await inner.names()
        for (const name of names) {
          const value = await inner.get(name)
          if (value !== undefined) writePrivateFile(pathOf(name), seal(key, value, name))
        }
        await writeHeader(next, key)
        dataKey = key
        for (const name of names) await inner.delete(name)
      },
    },
  }
}

function derive(
  passphrase: string,
  salt: Buffer,
  { N, r, p }: { N: number; r: number; p: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Keyboards spell the same letter in different ways; NFC as RFC 8265, section 4.2, has it for passwords.
    scrypt(passphrase.normalize('NFC'), salt, 32, { N, r, p, maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
}

/** AES-256-GCM, stored as nonce ‖ tag ‖ ciphertext; the name is authenticated, so files cannot be exchanged. */
function seal(key: Buffer, plain: Uint8Array, name: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  const body = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), body])
}

function unseal(key: Buffer, sealed: Buffer, name: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12)).setAAD(Buffer.from(name))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
}
