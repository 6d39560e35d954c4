import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Json } from '../../contract/json.ts'
import { openTestPrivacy } from './privacy.test-support.ts'

let test: Awaited<ReturnType<typeof openTestPrivacy>>
beforeAll(async () => {
  test = await openTestPrivacy()
})
afterAll(async () => {
  await test.done()
})

const from = { session: 's_a', server: 'crm', tool: 'list' }

/** A value as tools return them: text with personal values and look-alikes of tokens between ordinary words. */
const word = fc.constantFrom(
  'the',
  'order',
  '2024-05-12',
  'v1.2.3',
  '[1]',
  '\n',
  '"',
  '\\',
  'ü',
  '😀',
  '€ 12.50',
  'null',
  '{',
  '=',
)
const personal = fc.oneof(
  fc
    .tuple(fc.stringMatching(/^[a-z]{3,8}$/), fc.constantFrom('example.org', 'mail.de', 'x.co.uk'))
    .map((parts) => parts.join('@')),
  fc.integer({ min: 200, max: 999 }).map((middle) => `650-${middle}-4561`),
  fc.constantFrom(
    'DE89370400440532013000',
    '4111111111111111',
    '536-90-4399',
    '10.1.2.3',
    '00:1A:2B:3C:4D:5E',
  ),
)
const lookalike = fc
  .tuple(
    fc.constantFrom('', '=', '=='),
    fc.constantFrom('EMAIL', 'PHONE', 'IP', 'NOTE'),
    fc.integer({ min: 1, max: 40 }),
  )
  .map(([escapes, kind, number]) => `[${escapes}${kind}_${number}]`)
const text = fc
  .array(fc.oneof(word, personal, lookalike, fc.string({ maxLength: 8 })), { maxLength: 8 })
  .map((parts) => parts.join(' '))
const leaf = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.constant(4111111111111111),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const value = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    leaf as fc.Arbitrary<Json>,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(
      fc.oneof(fc.constantFrom('email', 'phone', 'password', '__proto__', 'note'), text),
      tie('json'),
      { maxKeys: 4 },
    ),
  ),
})).json

it('gives back exactly what was tokenised', async () => {
  await fc.assert(
    fc.asyncProperty(value, async (input) => {
      const before = JSON.stringify(input)
      const { value: output } = await test.privacy.tokenise(input, from)
      expect(JSON.stringify(input)).toBe(before)
      const back = await test.privacy.resolve(output ?? null, {
        session: 's_a',
        server: 'crm',
        tool: 'write',
      })
      expect(back.blocked).toEqual([])
      expect(JSON.stringify(back.value)).toBe(before)
    }),
    { numRuns: 300 },
  )
}, 120_000)

it('changes nothing when what leaves is scanned twice', async () => {
  await fc.assert(
    fc.asyncProperty(text, async (input) => {
      const once = await test.privacy.tokeniseText(input, { session: 's_a' })
      const twice = await test.privacy.tokeniseText(once.text, { session: 's_a' })
      expect(twice.text).toBe(once.text)
      const structured = await test.privacy.tokenise({ once: once.text }, { session: 's_a' })
      expect(structured.value).toEqual({ once: once.text })
    }),
    { numRuns: 300 },
  )
}, 120_000)

it('keeps JSON text valid and the types of everything that is not withheld', async () => {
  await fc.assert(
    fc.asyncProperty(value, async (input) => {
      const { text: output } = await test.privacy.tokeniseText(JSON.stringify({ value: input }), {
        session: 's_a',
      })
      expect(() => JSON.parse(output) as unknown).not.toThrow()
    }),
    { numRuns: 300 },
  )
}, 120_000)

it('resolves a token carried to a fork or through memory to its own value, and blocks it elsewhere', async () => {
  // Tokens that an earlier round kept in memory; the vault has one for each value.
  const kept = new Set<unknown>()
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(personal, { minLength: 1, maxLength: 4 }),
      fc.nat(),
      async (values, salt) => {
        const [home, fork, other] = ['home', 'fork', 'other'].map((name) => `s_${name}${salt}`) as [
          string,
          string,
          string,
        ]
        const { value: tokens } = await test.privacy.tokenise(values, { ...from, session: home })
        test.privacy.shareSession(home, fork)
        const give = (session: string, server = 'crm') =>
          test.privacy.resolve(tokens ?? null, { session, server, tool: 'write' })
        expect((await give(home)).value).toEqual(values)
        expect((await give(fork)).value).toEqual(values)
        // A session that never met them: blocked, and the token stays what it is.
        const before = await give(other)
        const list = tokens as string[]
        const fresh = list.filter((token) => !kept.has(token))
        for (const [index, token] of list.entries())
          expect(kept.has(token) ? [token, values[index]] : [token]).toContain(
            (before.value as string[])[index],
          )
        expect(before.blocked.filter((entry) => entry.code === 'UNKNOWN_TOKEN')).toHaveLength(fresh.length)
        for (const token of list) kept.add(token)
        // Kept in memory, they stand for the same values everywhere.
        await give(home, 'episodic')
        const after = await give(other)
        expect(after.blocked.map((entry) => entry.code)).not.toContain('UNKNOWN_TOKEN')
        expect(after.blocked.length === 0 ? after.value : values).toEqual(values)
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)

it('leaves the digits of a negative number in JSON text alone', async () => {
  const { text: output } = await test.privacy.tokeniseText('{"value":[{"":-2147483622}]}', { session: 's_a' })
  expect(() => JSON.parse(output) as unknown).not.toThrow()
})

// A hundred thousand take most of a minute: `npm run test:all` makes them.
const manyValues = process.env['ATHENA_TEST_ALL'] === '1' ? 100_000 : 3_000

it(`makes ${manyValues} tokens of ${manyValues} addresses, and the same ones again`, async () => {
  const many = Array.from({ length: manyValues }, (_, number) => `person${number}@example.org`)
  const { value: first, minted } = await test.privacy.tokenise(many, { ...from, session: 's_many' })
  expect(new Set(first as string[]).size).toBe(manyValues)
  expect(minted).toHaveLength(manyValues)
  const sample = many.filter((_, number) => number % 997 === 0)
  const again = await test.privacy.tokenise(sample, { ...from, session: 's_other' })
  expect(again.value).toEqual((first as string[]).filter((_, number) => number % 997 === 0))
}, 240_000)
