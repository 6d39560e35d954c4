import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFileKeyStore } from './file-key-store.ts'
import { createPassphraseKeys, type PassphraseKeyStore } from './passphrase-keys.ts'
import { unlockKeys } from './unlock-keys.ts'

const quick = { N: 2 ** 10, r: 8, p: 1 }
const phrase = 'größe matters'
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athena-keys-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (): PassphraseKeyStore => createPassphraseKeys(folder, createFileKeyStore(folder), quick)
const secret = new TextEncoder().encode('the very secret key of the vault')
const onDisk = (): string =>
  readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'latin1'))
    .join('\n')

it('keeps keys where they are until a passphrase is set, and then only behind it', async () => {
  const keys = open()
  await keys.set('vault', secret)
  await keys.set('server.github', secret)
  expect(keys.describe().protection).toBe('file-permissions')
  expect(onDisk()).toContain('very secret')

  await expect(keys.passphrase.set(undefined, 'short')).rejects.toMatchObject({ code: 'BAD_PARAMS' })
  await keys.passphrase.set(undefined, phrase)
  expect(keys.describe().protection).toBe('passphrase')
  expect(onDisk()).not.toContain('very secret')
  expect(readdirSync(folder).filter((file) => file.endsWith('.key'))).toEqual([])
  expect(await keys.get('vault')).toEqual(secret)

  const later = open()
  await expect(later.get('vault')).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  await expect(later.set('vault', secret)).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  await expect(later.unlock('another one')).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' })
  // The same letters, composed the other way.
  await later.unlock(phrase.normalize('NFD'))
  expect(await later.get('server.github')).toEqual(secret)
  await later.set('server.new', secret)
  expect(onDisk()).not.toContain('very secret')
  // A sealed file is bound to its name.
  writeFileSync(join(folder, 'vault.sealed'), readFileSync(join(folder, 'server.new.sealed')))
  await expect(later.get('vault')).rejects.toThrow()
})

it('changes the passphrase, and takes it away again, for who knows it', async () => {
  const keys = open()
  await keys.set('vault', secret)
  await keys.passphrase.set(undefined, phrase)
  await expect(keys.passphrase.set('wrong one', 'next passphrase')).rejects.toMatchObject({
    code: 'WRONG_PASSPHRASE',
  })
  await keys.passphrase.set(phrase, 'next passphrase')

  const later = open()
  await expect(unlockKeys(later, undefined, {})).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  const file = join(folder, 'handed-over')
  writeFileSync(file, 'next passphrase\n')
  await unlockKeys(later, undefined, { ATHENA_PASSPHRASE_FILE: file })
  await later.passphrase.set('next passphrase', undefined)
  expect(later.describe().protection).toBe('file-permissions')
  expect(await open().get('vault')).toEqual(secret)
  expect(readdirSync(folder).toSorted()).toEqual(['handed-over', 'vault.key'])
})

it('loses nothing to a change that was interrupted', async () => {
  const keys = open()
  await keys.set('vault', secret)
  await keys.passphrase.set(undefined, phrase)
  // As if it had ended before the old file was removed.
  await createFileKeyStore(folder).set('vault', new Uint8Array([1]))
  const later = open()
  await later.unlock(phrase)
  expect(await later.get('vault')).toEqual(secret)
  expect(readdirSync(folder)).not.toContain('vault.key')
  // As if it had ended before the header was written: the sealed files count for nothing.
  rmSync(join(folder, 'passphrase.json'))
  await createFileKeyStore(folder).set('vault', secret)
  const again = open()
  await again.passphrase.set(undefined, phrase)
  expect(await again.get('vault')).toEqual(secret)
})
