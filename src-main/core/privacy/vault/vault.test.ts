import { spawn } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestPrivacy } from '../privacy.test-support.ts'

let test: Awaited<ReturnType<typeof openTestPrivacy>>
beforeEach(async () => {
  test = await openTestPrivacy()
})
afterEach(async () => {
  await test.done()
})

const from = { session: 's_a', server: 'crm', tool: 'list' }
const back = { session: 's_a', server: 'crm', tool: 'write' }

it('forgets a session by destroying its key, and keeps what memory holds', async () => {
  await test.privacy.tokenise(['a@x.org', 'b@x.org'], from)
  await test.privacy.resolve('[EMAIL_2]', { session: 's_a', server: 'semantic', tool: 'remember' })
  expect(await test.privacy.forget({ session: 's_a' })).toBe(2)
  const gone = await test.privacy.resolve('[EMAIL_1]', back)
  expect(gone.blocked).toMatchObject([{ code: 'UNKNOWN_TOKEN' }])
  const kept = await test.privacy.resolve('[EMAIL_2]', { ...back, session: 's_later' })
  expect(kept.value).toBe('b@x.org')
})

it('hides values while locked, and goes on working', async () => {
  await test.privacy.tokenise('a@x.org', from)
  test.privacy.lock()
  await expect(test.privacy.reveal('[EMAIL_1]', 'user')).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  await expect(test.privacy.restore('Hi [EMAIL_1]', 'user')).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  expect(test.privacy.entries({ limit: 1 })).toMatchObject([{ masked: '••••' }])
  const given = await test.privacy.resolve('[EMAIL_1]', back)
  expect(given.value).toBe('a@x.org')
  test.privacy.given(given.resolved, back)
  test.privacy.setMode('*', 'strict')
  await expect(test.privacy.tokenise('b@x.org', from)).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
  test.privacy.unlock()
  expect(await test.privacy.reveal('[EMAIL_1]', 'user')).toBe('a@x.org')
  expect(await test.privacy.restore('Hi [EMAIL_1] and [EMAIL_9]', 'user')).toEqual({
    text: 'Hi a@x.org and [EMAIL_9]',
    unknown: ['[EMAIL_9]'],
  })
  expect(test.privacy.audit({ token: '[EMAIL_1]', limit: 9 }).map((entry) => entry.action)).toEqual([
    'restore',
    'reveal',
    'resolve',
    'mint',
  ])
})

it('pages through its entries, newest first, by session and kind', async () => {
  await test.privacy.tokenise(['a@x.org', '10.1.2.3', 'b@x.org'], from)
  await test.privacy.tokenise(['c@x.org'], { ...from, session: 's_b' })
  const tokens = (filter: Parameters<typeof test.privacy.entries>[0]): string[] =>
    test.privacy.entries(filter).map((entry) => entry.token)
  expect(tokens({ limit: 2 })).toEqual(['[EMAIL_3]', '[EMAIL_2]'])
  expect(tokens({ limit: 9, before: '[EMAIL_2]' })).toEqual(['[IP_1]', '[EMAIL_1]'])
  expect(tokens({ limit: 9, session: 's_a', kind: 'EMAIL' })).toEqual(['[EMAIL_2]', '[EMAIL_1]'])
})

it('answers questions about a token without its value', async () => {
  await test.privacy.tokenise(
    ['anna@Mail.example.org', 'DE89 3704 0044 0532 0130 00', 'IBAN DE89370400440532013000'],
    from,
  )
  const ask = (op: 'domain' | 'last4' | 'equals' | 'kind', token: string, other?: string) =>
    test.privacy.ask({ op, token, ...(other === undefined ? {} : { other }) }, 's_a')
  expect(await ask('kind', '[EMAIL_1]')).toBe('EMAIL')
  expect(await ask('domain', '[EMAIL_1]')).toBe('mail.example.org')
  expect(await ask('last4', '[IBAN_1]')).toBe('3000')
  expect(await ask('equals', '[IBAN_1]', '[IBAN_1]')).toBe(true)
  expect(await ask('equals', '[IBAN_1]', '[EMAIL_1]')).toBe(false)
  await expect(ask('equals', '[EMAIL_1]', 'anna@mail.example.org')).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  await expect(test.privacy.ask({ op: 'kind', token: '[EMAIL_1]' }, 's_b')).rejects.toMatchObject({
    code: 'UNKNOWN_TOKEN',
  })
})

it('forgets what was not used for long', async () => {
  await test.privacy.tokenise('a@x.org', from)
  expect(await test.privacy.retain(60_000)).toBe(0)
  await new Promise((resolve) => setTimeout(resolve, 5))
  expect(await test.privacy.retain(1)).toBe(1)
  expect(test.privacy.entries({ limit: 5 })).toEqual([])
})

it('leaves no trace of a forgotten value, not even encrypted', async () => {
  await test.privacy.tokenise('a@x.org', from)
  const before = test.privacy.status().entries
  await test.privacy.forget({ token: '[EMAIL_1]' })
  expect(test.privacy.status().entries).toBe(before - 1)
  expect(
    readdirSync(test.folder)
      .filter((name) => name.endsWith('-wal'))
      .map((name) => readFileSync(join(test.folder, name)).length),
  ).toEqual([0])
})

it('loses no value and gives none two tokens when it is killed while minting', async () => {
  const script = join(test.folder, 'mint.mjs')
  const keyFile = join(test.folder, 'key')
  writeFileSync(keyFile, Buffer.from(test.keys.values.get('vault') ?? new Uint8Array()))
  const module = pathToFileURL(join(import.meta.dirname, '../index.ts')).href
  writeFileSync(
    script,
    `import { createPrivacy } from ${JSON.stringify(module)}
import { readFileSync } from 'node:fs'
const key = readFileSync(${JSON.stringify(keyFile)})
const keys = { get: async () => key, set: async () => {}, delete: async () => {}, describe: () => ({ protection: 'session-only', sentence: '' }) }
const log = { debug() {}, info() {}, warn() {}, error() {} }
const privacy = await createPrivacy({ databasePath: ${JSON.stringify(test.databasePath)}, keys, log, clock: { now: Date.now, monotonic: () => performance.now() } })
for (let round = 0; ; round++) {
  const many = Array.from({ length: 300 }, (_, number) => 'p' + (round * 300 + number) + '@example.org')
  const { value } = await privacy.tokenise(many, { session: 's_a', server: 'crm', tool: 'list' })
  process.stdout.write(many.map((plain, number) => plain + ' ' + value[number]).join('\\n') + '\\n')
}
`,
  )
  const given = new Map<string, string>()
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        // Killed at some moment of the work that follows.
        if (output.length > 15_000 * (round + 1)) child.kill('SIGKILL')
      })
      child.on('close', () => resolve())
    })
    for (const line of output.split('\n').slice(0, -1)) {
      const [plain = '', token = ''] = line.split(' ')
      if (!token.endsWith(']')) continue
      expect(given.get(plain) ?? token).toBe(token)
      given.set(plain, token)
    }
  }
  expect(given.size).toBeGreaterThan(300)
  expect(new Set(given.values()).size).toBe(given.size)
  const privacy = await test.again()
  const sample = [...given].filter((_, number) => number % 13 === 0)
  const resolved = await privacy.resolve(
    sample.map(([, token]) => token),
    back,
  )
  expect(resolved.blocked).toEqual([])
  expect(resolved.value).toEqual(sample.map(([plain]) => plain))
}, 120_000)
