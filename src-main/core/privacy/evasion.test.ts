import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestPrivacy } from './privacy.test-support.ts'

/**
 * Code in the sandbox holds tokens, so whatever it does to them, no value comes out; and what it wrote itself is scanned when it
 * leaves, in the spellings below.
 */

let test: Awaited<ReturnType<typeof openTestPrivacy>>
beforeEach(async () => {
  test = await openTestPrivacy()
})
afterEach(async () => {
  await test.done()
})

const from = { session: 's_a', server: 'crm', tool: 'list' }
const secret = 'anna.berg@example.org'

it('has nothing to leak, however a token is encoded', async () => {
  const { value } = await test.privacy.tokenise({ email: secret }, from)
  const token = (value as { email: string }).email
  const tricks = [
    Buffer.from(token).toString('base64'),
    [...token].reverse().join(''),
    [...token].join(' '),
    [...token].map((character) => character.charCodeAt(0)).join(','),
    encodeURIComponent(token),
    JSON.stringify({ e: new Error(`not found: ${token}`).message }),
  ]
  for (const trick of tricks) {
    const out = await test.privacy.tokeniseText(trick, { session: 's_a' })
    expect(out.text).not.toContain('anna')
    expect(Buffer.from(out.text, 'base64').toString()).not.toContain('anna')
  }
})

it('does not resolve what only looks like a token after decoding', async () => {
  await test.privacy.tokenise({ email: secret }, from)
  for (const written of [
    '[EMAIL_01]',
    '[email_1]',
    '[EMAIL_1',
    'EMAIL_1]',
    '[ EMAIL_1 ]',
    '[EMAIL_1.0]',
    '[[EMAIL_',
    '[EMAIL_1]'.replace('E', 'Ε'),
  ]) {
    const { value, resolved } = await test.privacy.resolve({ a: written }, { ...from, tool: 'x' })
    expect(value).toEqual({ a: written })
    expect(resolved).toEqual([])
  }
})

it('never reads a resolved value for further tokens', async () => {
  test.privacy.addOwnData('see [EMAIL_2]x')
  await test.privacy.tokenise(['a@x.org', 'b@x.org'], from)
  const { value } = await test.privacy.tokenise('see [EMAIL_2]x', { ...from, server: undefined as never })
  const back = await test.privacy.resolve(value ?? null, { ...from, tool: 'x' })
  expect(JSON.stringify(back.value)).not.toMatch(/see a@x\.org/)
})

it.each([
  ['in full-width letters', 'ａｎｎａ@example.org'.replace('@', '＠')],
  ['in an URL', `https://x.example/?mail=${secret}&a=1`],
  ['in angle brackets', `<${secret}>`],
  ['after a Chinese word', `邮箱${secret}`],
  ['in quotes', `'${secret}'`],
  ['in JSON text', `{"to":"${secret}"}`],
  ['in an error message', `Error: no user ${secret}.\n    at run (x.ts:1)`],
  ['in a path', `/home/x/${secret}/inbox`],
  ['in markdown', `**${secret}**, [mail](mailto:${secret})`],
])('finds an address %s on the way out', async (_how, text) => {
  const out = await test.privacy.tokeniseText(text, { session: 's_a' })
  expect(out.text).toContain('[EMAIL_')
  expect(out.text).not.toMatch(/anna|ａｎｎａ/)
})

it('cannot be switched off by what it scans', async () => {
  for (const comment of [
    'secretlint-disable',
    '/* eslint-disable */',
    'gitleaks:allow',
    'noqa',
    'nosec',
    'athena:off',
  ]) {
    const out = await test.privacy.tokeniseText(`# ${comment}\nAKIAQWERTYUIOPASDFGH ${secret} # ${comment}`, {
      session: 's_a',
    })
    expect(out.text).not.toMatch(/AKIA|anna/)
  }
})

it('does not mix tokens of a forgotten session into a new one', async () => {
  await test.privacy.tokenise(secret, from)
  await test.privacy.forget({ session: 's_a' })
  const { value } = await test.privacy.tokenise('bob@example.org', from)
  expect(value).toBe('[EMAIL_2]')
  const old = await test.privacy.resolve('[EMAIL_1]', { ...from, tool: 'x' })
  expect(old.blocked).toMatchObject([{ code: 'UNKNOWN_TOKEN' }])
})
