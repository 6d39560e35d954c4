import { afterEach, beforeEach, expect, it } from 'vitest'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { openTestPrivacy } from './privacy.test-support.ts'

let test: Awaited<ReturnType<typeof openTestPrivacy>>
beforeEach(async () => {
  test = await openTestPrivacy()
})
afterEach(async () => {
  await test.done()
})

const mail = { session: 's_a', server: 'crm', tool: 'list' }

it('replaces values in JSON leaves and keys, keeps the rest and the input', async () => {
  const input = {
    count: 2,
    ok: true,
    none: null,
    people: [{ email: 'anna@x.org', note: 'Call 650-253-4561 or write to bob@y.org' }],
    byMail: { 'anna@x.org': 1 },
  }
  const copy = structuredClone(input)
  const { value, minted } = await test.privacy.tokenise(input, mail)
  expect(input).toEqual(copy)
  expect(value).toEqual({
    count: 2,
    ok: true,
    none: null,
    people: [{ email: '[EMAIL_1]', note: 'Call [PHONE_1] or write to [EMAIL_2]' }],
    byMail: { '[EMAIL_1]': 1 },
  })
  expect(minted.map((item) => [item.token, item.path, item.fresh])).toEqual([
    ['[EMAIL_1]', '/people/0/email', true],
    ['[PHONE_1]', '/people/0/note', true],
    ['[EMAIL_2]', '/people/0/note', true],
    ['[EMAIL_1]', '/byMail/anna@x.org', false],
  ])
})

it('tells each session where a value came from, also one that another session met first', async () => {
  await test.privacy.tokenise({ email: 'anna@x.org' }, mail)
  const other = { session: 's_b', server: 'post', tool: 'inbox' }
  await test.privacy.tokenise({ from: 'anna@x.org' }, other)
  await test.privacy.tokenise({ from: 'anna@x.org' }, other)
  // What is on its way out came from nowhere else.
  await test.privacy.tokenise('anna@x.org', { session: 's_b' })
  const trail = (session: string) =>
    test.privacy
      .audit({ token: '[EMAIL_1]', session, limit: 10 })
      .map((line) => [line.action, line.server, line.tool, line.path])
  expect(trail('s_a')).toEqual([['mint', 'crm', 'list', '/email']])
  expect(trail('s_b')).toEqual([['mint', 'post', 'inbox', '/from']])
})

it('finds values in the keys of many objects, in reading order, and tells look-alikes among them apart', async () => {
  const { value } = await test.privacy.tokenise(
    [
      { 'anna@x.org': 1, id: 1 },
      { id: 2, mail: 'bob@y.org' },
      { 'anna@x.org': 2 },
      { '[EMAIL_1]': 'mine', id: 3 },
    ],
    mail,
  )
  expect(value).toEqual([
    { '[EMAIL_1]': 1, id: 1 },
    { id: 2, mail: '[EMAIL_2]' },
    { '[EMAIL_1]': 2 },
    { '[=EMAIL_1]': 'mine', id: 3 },
  ])
})

it('gives values back to the server they came from, and asks anywhere else', async () => {
  await test.privacy.tokenise({ email: 'anna@x.org' }, mail)
  const args = { to: 'Anna <[EMAIL_1]>, [EMAIL_1]' }
  const back = await test.privacy.resolve(args, { session: 's_a', server: 'crm', tool: 'write' })
  expect(back).toEqual({
    value: { to: 'Anna <anna@x.org>, anna@x.org' },
    resolved: [{ token: '[EMAIL_1]', kind: 'EMAIL', path: '/to' }],
    blocked: [],
  })
  const other = await test.privacy.resolve(args, { session: 's_a', server: 'web', tool: 'post' })
  expect(other.value).toEqual(args)
  expect(other.blocked).toMatchObject([{ token: '[EMAIL_1]', path: '/to', code: 'ASK' }])
  const approved = await test.privacy.resolve(args, {
    session: 's_a',
    server: 'web',
    tool: 'post',
    approved: true,
  })
  expect(approved.value).toEqual(back.value)
})

it('treats the bundled demo servers as one source', async () => {
  await test.privacy.tokenise({ email: 'anna@x.org' }, { session: 's_a', server: 'demo_mail', tool: 'read' })
  const there = await test.privacy.resolve('[EMAIL_1]', {
    session: 's_a',
    server: 'demo_outbox',
    tool: 'send',
  })
  expect(there.value).toBe('anna@x.org')
})

it('blocks tokens of other sessions and tokens nobody made', async () => {
  await test.privacy.tokenise({ email: 'anna@x.org' }, mail)
  for (const [token, session] of [
    ['[EMAIL_1]', 's_b'],
    ['[EMAIL_99]', 's_a'],
  ] as const) {
    const { value, blocked } = await test.privacy.resolve({ a: token }, { session, server: 'crm', tool: 'x' })
    expect(value).toEqual({ a: token })
    expect(blocked).toMatchObject([{ token, code: 'UNKNOWN_TOKEN' }])
  }
})

it('escapes look-alikes that come in, and gives them back as they were', async () => {
  await test.privacy.tokenise({ email: 'anna@x.org' }, mail)
  const text = 'see [EMAIL_1], [=EMAIL_1] and [NOTE_1]'
  const { value } = await test.privacy.tokenise({ text }, mail)
  expect(value).toEqual({ text: 'see [=EMAIL_1], [==EMAIL_1] and [NOTE_1]' })
  const back = await test.privacy.resolve(value ?? null, { session: 's_a', server: 'crm', tool: 'x' })
  expect(back.value).toEqual({ text })
})

it('scans what leaves again without touching tokens', async () => {
  await test.privacy.tokenise({ email: 'anna@x.org' }, mail)
  const first = await test.privacy.tokeniseText('mail [EMAIL_1], anna@x.org or new@z.org', { session: 's_a' })
  expect(first.text).toBe('mail [EMAIL_1], [EMAIL_1] or [EMAIL_2]')
  const second = await test.privacy.tokeniseText(first.text, { session: 's_a' })
  expect(second).toMatchObject({ text: first.text, minted: [] })
})

it('keeps tokens in memory, turns plain values there into tokens, and lets later sessions use them', async () => {
  await test.privacy.tokenise({ email: 'anna@x.org' }, mail)
  const sink = { session: 's_a', server: 'semantic', tool: 'remember' }
  const stored = await test.privacy.resolve({ fact: '[EMAIL_1] knows bob@y.org' }, sink)
  expect(stored).toEqual({ value: { fact: '[EMAIL_1] knows [EMAIL_2]' }, resolved: [], blocked: [] })
  const recall = await test.privacy.resolve({ query: 'anna@x.org' }, { ...sink, session: 's_later' })
  expect(recall.value).toEqual({ query: '[EMAIL_1]' })
  const { value } = await test.privacy.tokenise(stored.value, { ...sink, session: 's_later' })
  expect(value).toEqual(stored.value)
  const later = await test.privacy.resolve('[EMAIL_1]', { session: 's_later', server: 'crm', tool: 'x' })
  expect(later.value).toBe('anna@x.org')
  const unknown = await test.privacy.resolve({ fact: '[EMAIL_77]' }, sink)
  expect(unknown.blocked).toMatchObject([{ code: 'UNKNOWN_TOKEN' }])
})

it('keeps tokens over a restart and never uses a number again', async () => {
  await test.privacy.tokenise(['a@x.org', 'b@x.org'], mail)
  await test.privacy.forget({ token: '[EMAIL_2]' })
  const privacy = await test.again()
  expect((await privacy.tokenise(['c@x.org', 'a@x.org', 'b@x.org'], mail)).value).toEqual([
    '[EMAIL_3]',
    '[EMAIL_1]',
    '[EMAIL_4]',
  ])
})

it('writes no plain value to disk', async () => {
  const value = { email: 'very.secret.person@x.org', ssn: '536-90-4399' }
  await test.privacy.tokenise(value, mail)
  await test.privacy.resolve(
    { q: 'very.secret.person@x.org' },
    { session: 's_a', server: 'rag', tool: 'search' },
  )
  test.privacy.addOwnData('Rosenweg 12')
  for (const file of readdirSync(test.folder)) {
    const bytes = readFileSync(join(test.folder, file)).toString('latin1')
    for (const plain of ['very.secret', '536-90', 'Rosenweg']) expect(bytes.includes(plain), file).toBe(false)
  }
})

it('refuses a vault whose key is not here', async () => {
  await test.privacy.tokenise('a@x.org', mail)
  test.keys.values.clear()
  await expect(test.again()).rejects.toMatchObject({ code: 'VAULT_LOCKED' })
})

it('starts anew where keys last for a session only, and never gives a number twice', async () => {
  await test.privacy.tokenise('a@x.org', mail)
  test.keys.values.clear()
  test.keys.describe = () => ({ protection: 'session-only', sentence: 'kept in memory' })
  const later = await test.again()
  expect(later.entries({ limit: 10 })).toEqual([])
  expect((await later.tokenise('b@x.org', mail)).value).toBe('[EMAIL_2]')
})

it('scans large results in the thread', async () => {
  const rows = Array.from({ length: 3_000 }, (_, number) => ({
    id: number,
    email: `user${number}@example.org`,
  }))
  const { value, minted } = await test.privacy.tokenise(rows, mail)
  expect(minted).toHaveLength(3_000)
  expect((value as { email: string }[])[2_999]?.email).toBe('[EMAIL_3000]')
})
