import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createVaultTimers } from '../core/handlers/vault-timers.ts'
import { createClipboard } from './clipboard.ts'

const log = { debug() {}, info() {}, warn() {}, error() {} }
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athena-clip-'))
  // A clipboard program of this test: keeps what it is given in a file, as xclip keeps it in a selection.
  writeFileSync(
    join(folder, 'xclip'),
    `#!/bin/sh\ncase "$*" in *-o*) cat "${folder}/kept";; *) cat > "${folder}/kept";; esac\n`,
    { mode: 0o755 },
  )
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const posix = process.platform !== 'win32'
function clipboardOf() {
  return createClipboard('linux', {
    DISPLAY: ':0',
    PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
  })
}

test.runIf(posix)('a copied value is cleared later, and at once when Athena ends', async () => {
  const clipboard = clipboardOf()
  const timers = createVaultTimers(() => undefined, clipboard, log, { lockAfterMs: 60_000, clearAfterMs: 30 })
  await timers.copy('anna@example.org')
  expect(await clipboard.read()).toBe('anna@example.org')
  await expect.poll(() => clipboard.read(), { timeout: 10_000 }).toBe('')
  const slow = createVaultTimers(() => undefined, clipboard, log)
  await slow.copy('+44 20 7946 0000')
  await slow.close()
  expect(await clipboard.read()).toBe('')
})

test.runIf(posix)('what was copied since is left alone', async () => {
  const clipboard = clipboardOf()
  const timers = createVaultTimers(() => undefined, clipboard, log)
  await timers.copy('anna@example.org')
  await clipboard.write('something else')
  await timers.close()
  expect(await clipboard.read()).toBe('something else')
})

test('without a clipboard the failure says what to do instead', async () => {
  const timers = createVaultTimers(() => undefined, createClipboard('linux', {}), log)
  await expect(timers.copy('x')).rejects.toThrow('Show the value instead')
})

test('the vault locks itself when nothing was shown for long enough', async () => {
  let locked = 0
  const timers = createVaultTimers(() => locked++, undefined, log, { lockAfterMs: 20, clearAfterMs: 20 })
  timers.touch()
  await expect.poll(() => locked, { timeout: 10_000 }).toBe(1)
})
