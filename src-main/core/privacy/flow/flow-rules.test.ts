import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Json } from '../../../contract/json.ts'
import type { Privacy } from '../api.ts'
import { openTestPrivacy } from '../privacy.test-support.ts'

let test: Awaited<ReturnType<typeof openTestPrivacy>>
let privacy: Privacy
beforeEach(async () => {
  test = await openTestPrivacy()
  privacy = test.privacy
  await privacy.tokenise(
    { email: 'anna@x.org', phone: '+49 30 901820' },
    { session: 's_a', server: 'crm', tool: 'list' },
  )
})
afterEach(async () => {
  await test.done()
})

const any = { kind: '*', sourceServer: '*', sourceTool: '*', sinkServer: '*', sinkTool: '*', field: '*' }
const codes = async (
  args: string | Record<string, string>,
  server: string,
  tool = 'send',
): Promise<string[]> =>
  (await privacy.resolve(args, { session: 's_a', server, tool })).blocked.map((item) => item.code)

it('lets the most exact rule decide', async () => {
  privacy.addFlowRule({ ...any, sinkServer: 'mail', action: 'allow' })
  privacy.addFlowRule({ ...any, kind: 'PHONE', sinkServer: 'mail', action: 'block' })
  privacy.addFlowRule({ ...any, kind: 'PHONE', sinkServer: 'mail', field: '/call', action: 'ask' })
  expect(await codes('[EMAIL_1]', 'mail')).toEqual([])
  expect(await codes('[PHONE_1]', 'mail')).toEqual(['FLOW_BLOCKED'])
  expect(await codes({ call: '[PHONE_1]' }, 'mail')).toEqual(['ASK'])
  expect(await codes('[EMAIL_1]', 'other')).toEqual(['ASK'])
})

it('ties a rule to the source and the destination', async () => {
  privacy.addFlowRule({
    ...any,
    sourceServer: 'crm',
    sourceTool: 'list',
    sinkServer: 'mail',
    sinkTool: 'send',
    action: 'allow',
  })
  expect(await codes('[EMAIL_1]', 'mail')).toEqual([])
  expect(await codes('[EMAIL_1]', 'mail', 'forward')).toEqual(['ASK'])
  await privacy.tokenise('bob@y.org', { session: 's_a', server: 'wiki', tool: 'read' })
  expect(await codes('[EMAIL_2]', 'mail')).toEqual(['ASK'])
})

it('can keep a value even from its own source', async () => {
  privacy.addFlowRule({ ...any, kind: 'EMAIL', sinkServer: 'crm', action: 'block' })
  expect(await codes('[EMAIL_1]', 'crm')).toEqual(['FLOW_BLOCKED'])
  const approved = await privacy.resolve('[EMAIL_1]', {
    session: 's_a',
    server: 'crm',
    tool: 'x',
    approved: true,
  })
  expect(approved.blocked).toMatchObject([{ code: 'FLOW_BLOCKED' }])
})

it('resolves nothing when one token of the arguments is blocked', async () => {
  privacy.addFlowRule({ ...any, kind: 'EMAIL', sinkServer: 'mail', action: 'allow' })
  const args = { to: '[EMAIL_1]', text: 'call [PHONE_1]' }
  const result = await privacy.resolve(args, { session: 's_a', server: 'mail', tool: 'send' })
  expect(result).toMatchObject({ value: args, resolved: [] })
})

it('replaces a rule for the same way, removes one, and keeps them over a restart', async () => {
  const first = privacy.addFlowRule({ ...any, sinkServer: 'mail', action: 'allow' })
  const second = privacy.addFlowRule({ ...any, sinkServer: 'mail', action: 'block' })
  expect(privacy.flowRules()).toMatchObject([{ id: second.id, action: 'block' }])
  expect(privacy.removeFlowRule(first.id)).toBe(false)
  privacy = await test.again()
  expect(privacy.flowRules()).toHaveLength(1)
  expect(privacy.removeFlowRule(second.id)).toBe(true)
  expect(await codes('[EMAIL_1]', 'mail')).toEqual(['ASK'])
})

it('answers where a value went', async () => {
  await privacy.resolve({ to: '[EMAIL_1]' }, { session: 's_a', server: 'web', tool: 'post', call: 'c1' })
  const sink = { session: 's_a', server: 'crm', tool: 'write', execution: 'x_1', call: 'c2' }
  const { resolved } = await privacy.resolve({ to: '[EMAIL_1]' }, sink)
  // Resolved is not sent: a call may still be denied.
  expect(privacy.audit({ token: '[EMAIL_1]', action: 'resolve', limit: 10 })).toEqual([])
  privacy.given(resolved, sink)
  const trail = privacy.audit({ token: '[EMAIL_1]', limit: 10 })
  expect(trail.map((entry) => [entry.action, entry.server, entry.tool, entry.path])).toEqual([
    ['resolve', 'crm', 'write', '/to'],
    ['ask', 'web', 'post', '/to'],
    ['mint', 'crm', 'list', '/email'],
  ])
  expect(trail[0]).toMatchObject({ execution: 'x_1', call: 'c2', session: 's_a' })
  expect(privacy.entries({ limit: 10 }).find((entry) => entry.token === '[EMAIL_1]')).toMatchObject({
    uses: 1,
    masked: 'a•••@x•••.org',
    source: 'crm/list',
    session: 's_a',
  })
})

it('makes a rule of "always" for just this kind, source, tool and field, in lists of any length', async () => {
  const ask = await privacy.resolve(
    { rows: [{ to: '[EMAIL_1]' }, { to: '[EMAIL_1]', call: '[PHONE_1]' }] },
    { session: 's_a', server: 'mail', tool: 'send' },
  )
  privacy.allowFlows(ask.blocked.flatMap((entry) => (entry.flow?.kind === 'EMAIL' ? [entry.flow] : [])))
  expect(privacy.flowRules()).toMatchObject([
    {
      kind: 'EMAIL',
      sourceServer: 'crm',
      sourceTool: 'list',
      sinkServer: 'mail',
      sinkTool: 'send',
      field: '/rows/*/to',
      action: 'allow',
    },
  ])
  const args = (row: Json): Json => ({ rows: [{}, {}, {}, row] })
  const codesOf = async (value: Json, tool: string) =>
    (await privacy.resolve(value, { session: 's_a', server: 'mail', tool })).blocked.map((item) => item.code)
  expect(await codesOf(args({ to: '[EMAIL_1]' }), 'send')).toEqual([])
  expect(await codesOf(args({ cc: '[EMAIL_1]' }), 'send')).toEqual(['ASK'])
  expect(await codesOf(args({ to: '[PHONE_1]' }), 'send')).toEqual(['ASK'])
  expect(await codesOf(args({ to: '[EMAIL_1]' }), 'forward')).toEqual(['ASK'])
})

it('previews what a rule would mean before it is added', async () => {
  await codes({ to: '[EMAIL_1]' }, 'mail')
  await codes({ to: '[EMAIL_1]' }, 'mail')
  await privacy.resolve({ to: '[PHONE_1]' }, { session: 's_a', server: 'mail', tool: 'send', dryRun: true })
  const rule = { ...any, kind: 'EMAIL', sinkServer: 'mail', action: 'allow' } as const
  expect(privacy.previewFlowRule(rule)).toEqual({
    values: 1,
    sample: [{ token: '[EMAIL_1]', source: 'crm/list' }],
    ways: 1,
    changes: [
      { token: '[EMAIL_1]', server: 'mail', tool: 'send', field: '/to', was: 'ask', becomes: 'allow' },
    ],
    replaces: null,
  })
  const { id } = privacy.addFlowRule(rule)
  expect(privacy.previewFlowRule({ ...rule, action: 'block' })).toMatchObject({
    changes: [{ was: 'ask', becomes: 'block' }],
    replaces: id,
  })
  expect(privacy.previewFlowRule({ ...rule, kind: 'PHONE' })).toMatchObject({
    values: 1,
    ways: 0,
    changes: [],
  })
  expect(await codes({ to: '[EMAIL_1]' }, 'mail')).toEqual([])
})
