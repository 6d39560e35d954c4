import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestPrivacy } from './privacy.test-support.ts'

let test: Awaited<ReturnType<typeof openTestPrivacy>>
beforeEach(async () => {
  test = await openTestPrivacy()
})
afterEach(async () => {
  await test.done()
})

const from = { session: 's_a', server: 'crm', tool: 'list' }

it('finds names and places of prose in strict mode only', async () => {
  const text = 'Yesterday Barbara Johnson told us that she moved to Boston with her children.'
  expect((await test.privacy.tokenise(text, from)).value).toBe(text)
  test.privacy.setMode('crm', 'strict')
  const { value } = await test.privacy.tokenise(text, from)
  expect(value).toBe('Yesterday [PERSON_1] told us that she moved to [LOCATION_1] with her children.')
}, 120_000)

it('withholds what looks like a key and is known to no rule, in strict mode only', async () => {
  const text =
    'value q7Zp0LxV3mTs9RkB2nWc5Yd8 of commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b in src/Core/Module1/Handler2.ts, id 0b9e1c0a-54f2-4b2e-9d0a-aa11bb22cc33, MAX_RETRY_COUNT_BEFORE_FAIL2'
  expect((await test.privacy.tokenise(text, from)).value).toBe(text)
  test.privacy.setMode('*', 'strict')
  expect((await test.privacy.tokenise(text, from)).value).toBe(
    'value [SECRET_1] of commit [SECRET_2] in src/Core/Module1/Handler2.ts, id 0b9e1c0a-54f2-4b2e-9d0a-aa11bb22cc33, MAX_RETRY_COUNT_BEFORE_FAIL2',
  )
})

it('says where names were not looked for', async () => {
  test.privacy.setMode('crm', 'strict')
  const long = 'The Quick Brown Fox of Kent met Jane Miller. '.repeat(200)
  const { notScanned } = await test.privacy.tokenise(long, from)
  expect(notScanned.join()).toMatch(/names in texts of more than 5000 characters/)
})

it('gives code plain values of a server that is raw in the sandbox, and still keeps them from the model', async () => {
  test.privacy.setRawInSandbox('crm', true)
  const { value, notScanned } = await test.privacy.tokenise({ email: 'a@x.org' }, from)
  expect(value).toEqual({ email: 'a@x.org' })
  expect(notScanned[0]).toContain('raw in sandbox')
  expect((await test.privacy.tokeniseText('got a@x.org', { session: 's_a' })).text).toBe('got [EMAIL_1]')
})

it('lets values of a server that is switched off through, and only those', async () => {
  test.privacy.setMode('crm', 'off')
  expect((await test.privacy.tokenise({ email: 'a@x.org' }, from)).value).toEqual({ email: 'a@x.org' })
  const out = await test.privacy.tokenise({ x: 'a@x.org and b@x.org' }, { session: 's_a' })
  expect(out.value).toEqual({ x: 'a@x.org and [EMAIL_1]' })
  expect(test.privacy.status().off).toEqual(['crm'])
  expect(() => test.privacy.setMode('*', 'off')).toThrow(expect.objectContaining({ code: 'BAD_PARAMS' }))
})

it('finds my data in every mode, also where detection is off', async () => {
  const values = ['Rosenweg 12b', "O'Neill & Sons", '山田太郎', 'Anna-Lena Özdemir']
  for (const value of values) test.privacy.addOwnData(value)
  for (const mode of ['standard', 'strict'] as const) {
    test.privacy.setMode('*', mode)
    for (const value of values) {
      for (const text of [`a ${value}.`, `(${value.toUpperCase()})`, `x\n${value}\n`]) {
        const { value: out } = await test.privacy.tokenise({ note: text }, from)
        expect(JSON.stringify(out), `${mode}: ${text}`).toMatch(/\[MY_DATA_\d\]/)
      }
    }
  }
  test.privacy.setMode('crm', 'off')
  const { value } = await test.privacy.tokenise({ to: 'a@x.org', at: 'Rosenweg 12b, Köln' }, from)
  expect(value).toEqual({ to: 'a@x.org', at: '[MY_DATA_1], Köln' })
})

it('leaves out a kind that is switched off, over a restart', async () => {
  test.privacy.setKindOff('IP', true)
  const privacy = await test.again()
  expect((await privacy.tokenise('10.1.2.3 a@x.org', from)).value).toBe('10.1.2.3 [EMAIL_1]')
  expect(privacy.kinds().find((kind) => kind.name === 'IP')).toMatchObject({ off: true })
})

it('finds my data in every mode and spelling of case, and my own kinds', async () => {
  test.privacy.addOwnData('Rosenweg 12b')
  test.privacy.addOwnData('Project Bluebird')
  test.privacy.addCustomKind({ name: 'TICKET', pattern: 'TKT-[0-9]{4,8}' })
  test.privacy.addCustomKind({ name: 'CODENAME', words: ['Falcon Nine'] })
  const { value } = await test.privacy.tokenise(
    'At ROSENWEG 12B, project  bluebird: TKT-12345, Falcon nine',
    from,
  )
  expect(value).toBe('At [MY_DATA_1], [MY_DATA_2]: [TICKET_1], [CODENAME_1]')
  const privacy = await test.again()
  expect(privacy.ownData().map((item) => item.masked)).toEqual(['R•••', 'P•••'])
  expect(privacy.customKinds().map((kind) => kind.name)).toEqual(['TICKET', 'CODENAME'])
  expect((await privacy.resolve('[TICKET_1]', { ...from, tool: 'x' })).value).toBe('TKT-12345')
})

it.each(['(a+)+$', '(a{1,30}){1,30}', '.*', '(x)\\1', '(?<=a)b', 'a{0,5}', '('])(
  'refuses the pattern %s',
  (pattern) => {
    expect(() => test.privacy.addCustomKind({ name: 'TICKET', pattern })).toThrow(
      expect.objectContaining({ code: 'BAD_PARAMS' }),
    )
  },
)

it('knows a value again where its label is missing', async () => {
  const { value } = await test.privacy.tokenise(
    {
      patient: { fullName: 'Anna Berg', mrn: '00456789' },
      letter: 'Dear Anna Berg, about 00456789 and 004567891',
    },
    from,
  )
  expect(value).toEqual({
    patient: { fullName: '[PERSON_1]', mrn: '[MEDICAL_RECORD_1]' },
    letter: 'Dear [PERSON_1], about [MEDICAL_RECORD_1] and 004567891',
  })
  expect((await test.privacy.tokeniseText('name: Anna Berg', { session: 's_a' })).text).toBe(
    'name: [PERSON_1]',
  )
})

it('takes the heads of columns as context', async () => {
  const csv =
    'id,name,account_number,phone\n1,Tea,12345678,0301234567\n2,Cups,87654321,0309876543\n3,Pots,11223344,0301112223\n'
  const { value } = await test.privacy.tokenise(csv, from)
  expect(value).toBe(
    'id,name,account_number,phone\n1,Tea,[BANK_ACCOUNT_1],[PHONE_1]\n2,Cups,[BANK_ACCOUNT_2],[PHONE_2]\n3,Pots,[BANK_ACCOUNT_3],[PHONE_3]\n',
  )
  // A name beside a telephone number is a person's if it looks like one: tea is not, Anna Berg is.
  const people = await test.privacy.tokenise(
    'id;name;phone\n1;Anna Berg;0301234567\n2;Tea;0309876543\n',
    from,
  )
  expect(people.value).toBe('id;name;phone\n1;[PERSON_1];[PHONE_1]\n2;Tea;[PHONE_2]\n')
  const long = `${csv.slice(0, csv.indexOf('\n') + 1)}${Array.from({ length: 9_000 }, (_, row) => `${row},Tea,${10_000_000 + row},x`).join('\n')}\n`
  const all = await test.privacy.tokenise(long, from)
  expect(all.minted).toHaveLength(9_000)
}, 120_000)

it('takes a name beside an e-mail address for a person, and a package for none', async () => {
  const { value } = await test.privacy.tokenise(
    [
      { name: 'Anna Berg', email: 'anna@x.org' },
      { name: 'left-pad', version: '1.3.0' },
    ],
    from,
  )
  expect(value).toEqual([
    { name: '[PERSON_1]', email: '[EMAIL_1]' },
    { name: 'left-pad', version: '1.3.0' },
  ])
})

it('leaves fields alone that only share a name with a secret, a person or an address', async () => {
  const harmless = {
    test: { pass: 'all', token: 'EOF', pin: 'GPIO4' },
    flight: { from: 'New York', to: 'San Francisco' },
    memory: { address: 'heap+4096', base_address: 'section 12 of 4' },
    page: { nextPageToken: 'CAUQAA123456', max_tokens: 4096, primary_key: 'user_id' },
  }
  expect((await test.privacy.tokenise(harmless, from)).value).toEqual(harmless)
})

it('reads JSON inside a text for the names in it', async () => {
  const text = JSON.stringify([{ name: 'Anna Berg', phone: '650-253-4561' }, { name: 'left pad' }], null, 2)
  const { value } = await test.privacy.tokenise({ text }, from)
  expect(JSON.parse((value as { text: string }).text)).toEqual([
    { name: '[PERSON_1]', phone: '[PHONE_1]' },
    { name: 'left pad' },
  ])
  expect((await test.privacy.scan(text)).tokenised).toBe((value as { text: string }).text)
})

it('withholds numbers as token strings and gives them back as numbers', async () => {
  const { value } = await test.privacy.tokenise({ card: 4111111111111111, pin: 2580, count: 2580 }, from)
  expect(value).toEqual({ card: '[CARD_1]', pin: '[SECRET_1]', count: 2580 })
  const back = await test.privacy.resolve(value ?? null, { session: 's_a', server: 'crm', tool: 'x' })
  expect(back.value).toEqual({ card: 4111111111111111, pin: 2580, count: 2580 })
})

it('keeps two spellings of one value apart when both are keys', async () => {
  const input = { 'a@x.org': 1, 'A@x.org': 2 }
  const { value } = await test.privacy.tokenise(input, from)
  expect(Object.values(value as object)).toEqual([1, 2])
  expect(
    (await test.privacy.resolve(value ?? null, { session: 's_a', server: 'crm', tool: 'x' })).value,
  ).toEqual(input)
})
