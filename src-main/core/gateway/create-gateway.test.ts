import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { Catalog, CatalogTool, ToolDefinition } from '../catalog/api.ts'
import type { Privacy, Resolved, ValueFlow } from '../privacy/api.ts'
import type { NewRunEvent, ToolCall, ToolProvider } from './api.ts'
import { createGateway, createPolicy, writeKey, type Policy } from './index.ts'

// Catalogue and privacy are narrow stand-ins here: what is tested is the path between them.

let now = 1000
const clock = { now: () => now, monotonic: () => now }
let count = 0
const ids = { next: (prefix: string) => `${prefix}_${(count += 1)}` }
const log = { debug() {}, info() {}, warn() {}, error() {} }
let folder: string
let policy: Policy
beforeEach(() => {
  now = 1000
  given = []
  always = []
  folder = mkdtempSync(join(tmpdir(), 'athena-gateway-'))
  policy = createPolicy({ databasePath: join(folder, 'policy.db'), clock, ids })
})
afterEach(() => {
  policy.close()
  rmSync(folder, { recursive: true })
})

const definitions: Record<string, ToolDefinition> = {
  read: {
    name: 'read',
    description: '',
    inputSchema: { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] },
    annotations: { readOnlyHint: true },
  },
  write: { name: 'write', description: '', inputSchema: { type: 'object' } },
}

/** Tokens whose values were handed to a tool, and ways that became rules. */
let given: string[] = []
let always: ValueFlow[] = []

/** Mints `[SECRET_1]` for the word "secret" and resolves it; `[SECRET_9]` is unknown, `[ASK_1]` needs a person. */
const privacy = {
  rawInSandbox: () => false,
  async tokenise(value: Json | undefined) {
    const text = value === undefined ? undefined : JSON.stringify(value)
    if (text?.includes('unscannable')) throw new AthenaError('SCAN_FAILED')
    return {
      value: text === undefined ? undefined : (JSON.parse(text.replaceAll('secret', '[SECRET_1]')) as Json),
      minted: text?.includes('secret')
        ? [{ token: '[SECRET_1]', kind: 'SECRET', path: '/', fresh: true }]
        : [],
      notScanned: [],
    }
  },
  async tokeniseText(text: string) {
    if (text.includes('unscannable')) throw new AthenaError('SCAN_FAILED')
    return { text: text.replaceAll('secret', '[SECRET_1]'), minted: [], notScanned: [] }
  },
  given(resolved: Resolved['resolved']) {
    given.push(...resolved.map((entry) => entry.token))
  },
  allowFlows(flows: readonly ValueFlow[]) {
    always.push(...flows)
  },
  async resolve(args: Json, sink: { server: string; tool: string; approved?: boolean }): Promise<Resolved> {
    const text = JSON.stringify(args)
    const blocked: Resolved['blocked'] = []
    if (text.includes('[SECRET_9]')) {
      blocked.push({
        token: '[SECRET_9]',
        path: '/t',
        reason: 'belongs to another session',
        code: 'UNKNOWN_TOKEN',
      })
    }
    if (text.includes('[ASK_1]') && sink.approved !== true) {
      blocked.push({
        token: '[ASK_1]',
        path: '/t',
        reason: 'came from another server',
        code: 'ASK',
        flow: {
          token: '[ASK_1]',
          kind: 'ASK',
          origins: [{ server: 'files', tool: 'read' }],
          sinkServer: sink.server,
          sinkTool: sink.tool,
          field: '/t',
        },
      })
    }
    return {
      value: JSON.parse(
        text.replaceAll('[SECRET_1]', 'secret').replaceAll('[ASK_1]', 'asked-for value'),
      ) as Json,
      resolved: text.includes('[SECRET_1]') ? [{ token: '[SECRET_1]', kind: 'SECRET', path: '/t' }] : [],
      blocked,
    }
  },
} as unknown as Privacy

function setUp(provider: Partial<ToolProvider> & { enabled?: boolean } = {}) {
  const received: Json[] = []
  const own: ToolProvider = {
    async callTool(_, args) {
      received.push(args)
      return { ok: true, note: 'a secret' }
    },
    trust: 'trusted',
    ...provider,
  }
  const catalog = {
    resolve(reference: string): CatalogTool {
      const [server = '', name = ''] = reference.split('/')
      const definition = definitions[name]
      if (!definition) {
        throw new AthenaError('UNKNOWN_TOOL', `No tool "${reference}". Nearest: crm/read, crm/write.`)
      }
      return {
        ...definition,
        server,
        id: `${server}/${name}`,
        exportName: name,
        file: `${name}.ts`,
        enabled: provider.enabled ?? true,
        degraded: [],
      }
    },
    observe: () => undefined,
    servers: () => [{ name: 'crm', title: '', description: '', kind: 'upstream', tools: [], rejected: [] }],
  } as unknown as Catalog
  const gateway = createGateway({ catalog, privacy, policy, providers: () => own, clock, ids, log })
  const events: NewRunEvent[] = []
  const kept = new Map<string, Json | undefined>()
  const waits: boolean[] = []
  const controller = new AbortController()
  let calls = 0
  function call(tool: string, args: unknown, overrides: Partial<ToolCall> = {}) {
    calls += 1
    return gateway.call({
      caller: { execution: 'x_1', session: 's_1', client: 'claude' },
      call: `c${calls}`,
      tool,
      args,
      timeoutMs: 1000,
      signal: controller.signal,
      emit: (event) => void events.push(event),
      keep(payload) {
        const ref = `ref${kept.size}`
        kept.set(ref, payload)
        return ref
      },
      onWait: (waiting) => void waits.push(waiting),
      ...overrides,
    })
  }
  return { call, events, kept, received, waits, controller, tool: (id: string) => catalog.resolve(id) }
}

const kinds = (events: NewRunEvent[]) => events.map((event) => event.k)

describe('a call that is allowed', () => {
  it('sends real values, hands back tokens, and records every step in order', async () => {
    const { call, events, kept, received } = setUp()
    const outcome = await call('crm/read', { id: 7, t: '[SECRET_1]' })
    expect(outcome).toEqual({ ok: true, value: { ok: true, note: 'a [SECRET_1]' } })
    expect(received).toEqual([{ id: 7, t: 'secret' }])
    expect(kinds(events)).toEqual([
      'call.asked',
      'call.decided',
      'pii.resolved',
      'call.sent',
      'pii.minted',
      'call.ended',
    ])
    expect(events.at(-1)).toMatchObject({ ok: true, bytes: 33 })
    expect(JSON.stringify([...kept.values()]) + JSON.stringify(events)).not.toMatch(/secret/)
  })
})

describe('a call that cannot be made', () => {
  it('because of its name says which are near', async () => {
    const { call, events } = setUp()
    expect(await call('crm/reed', {})).toMatchObject({
      ok: false,
      failure: { code: 'UNKNOWN_TOOL', message: expect.stringContaining('crm/read') as string },
    })
    expect(kinds(events)).toEqual(['call.asked', 'call.ended'])
  })

  it('because of its arguments says field, expected and got, and nothing is sent', async () => {
    const { call, received } = setUp()
    const outcome = await call('crm/read', { id: '7' })
    expect(outcome).toMatchObject({
      ok: false,
      failure: { code: 'BAD_ARGUMENTS', server: 'crm', tool: 'read' },
    })
    expect(JSON.stringify(outcome)).toContain('id: expected integer, got string')
    expect(received).toEqual([])
  })

  it('because it is switched off, or a token is unknown, is blocked before the policy is asked', async () => {
    const off = setUp({ enabled: false })
    expect(await off.call('crm/read', { id: 1 })).toMatchObject({ failure: { code: 'TOOL_OFF' } })
    const unknown = setUp()
    expect(await unknown.call('crm/read', { id: 1, t: '[SECRET_9]' })).toMatchObject({
      failure: { code: 'UNKNOWN_TOKEN' },
    })
    expect(kinds(unknown.events)).toEqual(['call.asked', 'pii.blocked', 'call.ended'])
  })

  it('because nothing could be scanned fails closed', async () => {
    const { call, received } = setUp()
    expect(await call('crm/read', { id: 1, t: 'unscannable' })).toMatchObject({
      failure: { code: 'SCAN_FAILED' },
    })
    expect(received).toEqual([])
    const result = setUp({ callTool: async () => 'unscannable text' })
    const outcome = await result.call('crm/read', { id: 1 })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'SCAN_FAILED' } })
    expect(JSON.stringify(outcome)).not.toContain('unscannable text')
  })
})

describe('the policy', () => {
  it('asks for a write and waits without the run clock; what the user says is done', async () => {
    const { call, events, received, waits } = setUp()
    const pending = call('crm/write', { name: 'a secret' }, { line: 3 })
    await expect.poll(() => policy.approvals().length).toBe(1)
    const [approval] = policy.approvals()
    expect(approval).toMatchObject({
      execution: 'x_1',
      client: 'claude',
      tool: 'crm/write',
      args: { name: 'a [SECRET_1]' },
      line: 3,
      expiresAt: 1000 + 600_000,
    })
    expect(received).toEqual([])
    policy.decideApproval(approval?.id ?? '', 'allow-once')
    expect(await pending).toMatchObject({ ok: true })
    expect(kinds(events).slice(0, 3)).toEqual(['call.asked', 'call.held', 'call.decided'])
    expect(waits).toEqual([true, false])
    const again = call('crm/write', {})
    await expect.poll(() => policy.approvals().length).toBe(1)
    policy.decideApproval(policy.approvals()[0]?.id ?? '', 'deny')
    expect(await again).toMatchObject({
      ok: false,
      failure: { code: 'DENIED', message: expect.stringContaining('This is final') as string },
    })
  })

  it('remembers allow-always, over a restart too', async () => {
    const { call } = setUp()
    const pending = call('crm/write', {})
    await expect.poll(() => policy.approvals().length).toBe(1)
    policy.decideApproval(policy.approvals()[0]?.id ?? '', 'allow-always')
    await pending
    policy.close()
    policy = createPolicy({ databasePath: join(folder, 'policy.db'), clock, ids })
    const next = setUp()
    expect(await next.call('crm/write', {})).toMatchObject({ ok: true })
  })

  it('lists the calls of one run together, and decides them together', async () => {
    const { call } = setUp()
    const first = [call('crm/write', { n: 1 }), call('crm/write', { n: 2 })]
    await expect.poll(() => policy.approvals().length).toBe(2)
    const other = call('crm/write', {}, { caller: { execution: 'x_2', session: 's_2', client: 'claude' } })
    await expect.poll(() => policy.approvals().length).toBe(3)
    const third = call('crm/write', { n: 3 })
    await expect.poll(() => policy.approvals().length).toBe(4)
    expect(policy.approvals().map((approval) => approval.execution)).toEqual(['x_1', 'x_1', 'x_1', 'x_2'])
    expect(policy.decideRun('x_1', 'allow-once')).toBe(3)
    expect(await Promise.all([...first, third])).toMatchObject([{ ok: true }, { ok: true }, { ok: true }])
    policy.decideRun('x_2', 'deny')
    await other
  })

  it('is settled by the most specific rule', async () => {
    policy.set({ client: '*', server: '*', tool: '*', action: 'allow' })
    policy.set({ client: '*', server: 'crm', tool: 'w*', action: 'block' })
    const { call, events } = setUp({ trust: 'untrusted' })
    expect(await call('crm/read', { id: 1 })).toMatchObject({ ok: true })
    expect(await call('crm/write', {})).toMatchObject({ failure: { code: 'DENIED' } })
    expect(events.filter((event) => event.k === 'call.decided')).toMatchObject([
      { ok: true },
      { ok: false, by: 'rule' },
    ])
    policy.set({ client: '*', server: 'crm', tool: 'w*', action: 'default' })
    expect(await call('crm/write', {})).toMatchObject({ ok: true })
  })

  it('does not believe hints of servers that are not trusted', () => {
    const question = { client: 'c', server: 's', tool: 't', readOnly: true }
    expect(policy.decide({ ...question, trust: 'untrusted' }).action).toBe('ask')
    expect(policy.decide({ ...question, trust: 'trusted' }).action).toBe('allow')
    expect(policy.decide({ ...question, trust: 'trusted', readOnly: false }).action).toBe('ask')
    expect(policy.decide({ ...question, trust: 'own', readOnly: false }).action).toBe('allow')
  })

  it('asks about a changed tool although a rule allows it', async () => {
    policy.set({ client: '*', server: 'crm', tool: 'read', action: 'allow' })
    const accepted: string[] = []
    const { call } = setUp({
      changed: () => (accepted.length === 0 ? 'The server changed this tool.' : undefined),
      acceptChange: (tool) => void accepted.push(tool),
    })
    const pending = call('crm/read', { id: 1 })
    await expect.poll(() => policy.approvals()[0]?.sentence).toContain('The server changed this tool.')
    policy.decideRun('x_1', 'deny')
    expect(await pending).toMatchObject({ failure: { code: 'DENIED' } })
    expect(accepted).toEqual([])
    const again = call('crm/read', { id: 1 })
    await expect.poll(() => policy.approvals().length).toBe(1)
    policy.decideRun('x_1', 'allow-once')
    expect(await again).toMatchObject({ ok: true })
    expect(accepted).toEqual(['read'])
    expect(await call('crm/read', { id: 1 })).toMatchObject({ ok: true })
  })

  it('ends the question when the run is stopped', async () => {
    const { call, controller } = setUp()
    const pending = call('crm/write', {})
    await expect.poll(() => policy.approvals().length).toBe(1)
    controller.abort(new Error('stopped'))
    expect(await pending).toMatchObject({ failure: { code: 'CANCELLED' } })
    expect(policy.approvals()).toEqual([])
  })
})

describe('personal values on their way to another server', () => {
  it('wait for a person, who sees the destination; then they are sent', async () => {
    const { call, received } = setUp()
    const pending = call('crm/read', { id: 1, t: '[ASK_1]' })
    await expect
      .poll(() => policy.approvals()[0]?.sentence)
      .toContain('hands the values behind [ASK_1], which came from files, to crm/read (/t)')
    expect(policy.approvals()[0]?.flows).toMatchObject([{ token: '[ASK_1]', sinkServer: 'crm', field: '/t' }])
    expect(received).toEqual([])
    policy.decideRun('x_1', 'allow-once')
    expect(await pending).toMatchObject({ ok: true })
    expect(received).toEqual([{ id: 1, t: 'asked-for value' }])
    expect(always).toEqual([])
  })

  it('become a rule for just this way when the answer is "always"', async () => {
    const { call } = setUp()
    const pending = call('crm/write', { t: '[ASK_1]' })
    await expect.poll(() => policy.approvals().length).toBe(1)
    policy.decideRun('x_1', 'allow-always')
    expect(await pending).toMatchObject({ ok: true })
    expect(always).toMatchObject([{ token: '[ASK_1]', sinkServer: 'crm', sinkTool: 'write', field: '/t' }])
  })

  it('count as given only when they are sent, not when the call is denied', async () => {
    const { call } = setUp()
    const pending = call('crm/write', { t: '[SECRET_1]' })
    await expect.poll(() => policy.approvals().length).toBe(1)
    policy.decideRun('x_1', 'deny')
    expect(await pending).toMatchObject({ failure: { code: 'DENIED' } })
    expect(given).toEqual([])
    expect(await call('crm/read', { id: 1, t: '[SECRET_1]' })).toMatchObject({ ok: true })
    expect(given).toEqual(['[SECRET_1]'])
  })
})

describe('allowed for the run', () => {
  it('forty writes ask once; those that wait beside it go through, another tool and another run are asked about', async () => {
    const { call, received } = setUp()
    const first = Array.from({ length: 5 }, (_, n) => call('crm/write', { n }))
    await expect.poll(() => policy.approvals().length).toBe(5)
    policy.decideApproval(policy.approvals()[0]?.id ?? '', 'allow-run')
    expect(policy.approvals()).toEqual([])
    for (let n = 5; n < 40; n += 1) await call('crm/write', { n })
    await Promise.all(first)
    expect(received.length).toBe(40)
    const several = [1, 2, 3].map((n) =>
      call('crm/write', { n }, { caller: { execution: 'x_3', session: 's_1', client: 'claude' } }),
    )
    await expect.poll(() => policy.approvals().length).toBe(3)
    expect(policy.decideRun('x_3', 'allow-run')).toBe(3)
    await Promise.all(several)
    const other = call('crm/write', {}, { caller: { execution: 'x_2', session: 's_1', client: 'claude' } })
    await expect.poll(() => policy.approvals().length).toBe(1)
    const flow = call('crm/write', { t: '[ASK_1]' })
    await expect.poll(() => policy.approvals().length).toBe(2)
    policy.decideRun('x_1', 'allow-run')
    await flow
    expect(await call('crm/write', { n: 1, t: '[ASK_1]' })).toMatchObject({ ok: true })
    policy.decideRun('x_2', 'deny')
    await other
  })
})

describe('a dry run', () => {
  it('reads for real, lists writes, and ends where the result of a write is needed', async () => {
    const { call, events, received } = setUp()
    const dryRun = { dryRun: true }
    expect(await call('crm/read', { id: 1 }, dryRun)).toMatchObject({ ok: true, value: { ok: true } })
    const written = await call('crm/write', { name: 'a secret' }, dryRun)
    expect(written).toEqual({ ok: true, value: { dryRun: 'dry-run-result:c2', wouldCall: 'crm/write' } })
    expect(received).toEqual([{ id: 1 }])
    const value = written.ok ? (written.value as { dryRun: string }) : undefined
    const needs = await call('crm/read', { id: 1, parent: value?.dryRun }, dryRun)
    expect(needs).toMatchObject({ ok: false, failure: { code: 'DRY_RUN' } })
    expect(received).toEqual([{ id: 1 }])
    expect(policy.approvals()).toEqual([])
    expect(events.filter((event) => event.k === 'call.held')).toEqual([
      { k: 'call.held', call: 'c2', rule: 'dry run: listed, not sent' },
    ])
  })

  it('sends nothing to a server whose hints are not believed', async () => {
    const { call, received } = setUp({ trust: 'untrusted' })
    expect(await call('crm/read', { id: 1 }, { dryRun: true })).toMatchObject({
      value: { wouldCall: 'crm/read' },
    })
    expect(received).toEqual([])
  })

  it('once approved lets through exactly the writes that were listed', async () => {
    const { call, tool } = setUp()
    const planned = new Set([writeKey(tool('crm/write'), { n: 1 })])
    const isPlanned = (key: string) => planned.has(key)
    expect(await call('crm/write', { n: 1 }, { isPlanned })).toMatchObject({ ok: true })
    const other = call('crm/write', { n: 2 }, { isPlanned })
    await expect.poll(() => policy.approvals().length).toBe(1)
    policy.decideRun('x_1', 'deny')
    expect(await other).toMatchObject({ failure: { code: 'DENIED' } })
  })
})

describe('a run whose writes can be listed beforehand', () => {
  it('asks once, with the list, before the first; what is not on the list is asked about by itself', async () => {
    const { call, received, tool } = setUp()
    const writes = Array.from({ length: 40 }, (_, n) => ({
      tool: 'crm/write',
      args: { n },
      key: writeKey(tool('crm/write'), { n }),
      flows: [],
    }))
    let previews = 0
    const preview = async () => {
      previews += 1
      return writes
    }
    const first = call('crm/write', { n: 0 }, { preview })
    await expect.poll(() => policy.approvals().length).toBe(1)
    const [approval] = policy.approvals()
    expect(approval?.batch).toHaveLength(40)
    expect(approval?.sentence).toContain('Makes 40 calls in this run: crm/write ×40')
    expect(received).toEqual([])
    policy.decideApproval(approval?.id ?? '', 'allow-once')
    await first
    for (let n = 1; n < 40; n += 1) await call('crm/write', { n }, { preview })
    expect(received).toHaveLength(40)
    expect(previews).toBe(1)
    // The same write once more was not on the list.
    const again = call('crm/write', { n: 0 }, { preview })
    await expect.poll(() => policy.approvals().length).toBe(1)
    expect(policy.approvals()[0]?.batch).toBeUndefined()
    policy.decideRun('x_1', 'deny')
    expect(await again).toMatchObject({ failure: { code: 'DENIED' } })
  })

  it('that is allowed for good allows every tool on the list', async () => {
    const { call, tool } = setUp()
    const write = (name: string) => ({ tool: name, args: {}, key: writeKey(tool(name), {}), flows: [] })
    const preview = async () => [write('crm/write'), write('shop/write')]
    const first = call('crm/write', {}, { preview })
    await expect.poll(() => policy.approvals().length).toBe(1)
    expect(policy.decideRun('x_1', 'allow-always')).toBe(1)
    await first
    expect(policy.rules().map((rule) => `${rule.action} ${rule.server}/${rule.tool}`)).toEqual([
      'allow crm/write',
      'allow shop/write',
    ])
  })

  it('asks about each write when looking ahead fails or finds something else', async () => {
    const { call } = setUp()
    for (const preview of [() => Promise.reject(new Error('no')), async () => []]) {
      const pending = call('crm/write', { n: 1 }, { preview })
      await expect.poll(() => policy.approvals().length).toBe(1)
      expect(policy.approvals()[0]?.batch).toBeUndefined()
      policy.decideRun('x_1', 'deny')
      await pending
    }
  })
})

describe('a tool that its server changes while a call waits', () => {
  it('is not called although the person said yes', async () => {
    const { call, received } = setUp()
    const pending = call('crm/write', {})
    await expect.poll(() => policy.approvals().length).toBe(1)
    const before = definitions['write'] as ToolDefinition
    definitions['write'] = { ...before, description: 'Now does something else' }
    policy.decideRun('x_1', 'allow-once')
    expect(await pending).toMatchObject({ failure: { code: 'DENIED' } })
    definitions['write'] = before
    expect(received).toEqual([])
  })
})

describe('time and load', () => {
  it('a tool that timed out three times within five minutes is off for a while, and says so', async () => {
    const { call } = setUp({ callTool: () => new Promise(() => {}) })
    for (let i = 0; i < 3; i += 1) {
      expect(await call('crm/read', { id: 1 }, { timeoutMs: 20 })).toMatchObject({
        failure: { code: 'TOOL_TIMEOUT' },
      })
    }
    expect(await call('crm/read', { id: 1 })).toMatchObject({
      failure: { code: 'TOOL_OFF', message: expect.stringContaining('300 s') as string },
    })
    now += 5 * 60_000 + 1
    expect(await call('crm/read', { id: 1 }, { timeoutMs: 20 })).toMatchObject({
      failure: { code: 'TOOL_TIMEOUT' },
    })
  })

  it('a server gets at most eight calls at once, the others wait in order', async () => {
    let running = 0
    let most = 0
    const finish: (() => void)[] = []
    const { call } = setUp({
      callTool: () => {
        running += 1
        most = Math.max(most, running)
        return new Promise((resolve) =>
          finish.push(() => {
            running -= 1
            resolve('done')
          }),
        )
      },
    })
    const all = Promise.all(Array.from({ length: 20 }, (_, id) => call('crm/read', { id })))
    await expect.poll(() => finish.length).toBe(8)
    for (let i = 0; i < 20; i += 1) {
      await expect.poll(() => finish.length).toBeGreaterThan(i)
      finish[i]?.()
    }
    await all
    expect(most).toBe(8)
  })

  it('an error of the server is a catchable failure with its content, personal values out', async () => {
    const { call } = setUp({
      callTool: () =>
        Promise.reject(new AthenaError('TOOL_FAILED', 'no customer secret', { content: { row: 'secret' } })),
    })
    expect(await call('crm/read', { id: 1 })).toEqual({
      ok: false,
      failure: {
        server: 'crm',
        tool: 'read',
        code: 'TOOL_FAILED',
        message: 'no customer [SECRET_1]',
        content: { row: '[SECRET_1]' },
      },
    })
  })

  it('a fault of Athena itself says nothing of its cause', async () => {
    const { call } = setUp({ callTool: () => Promise.reject(new TypeError('secret of the host')) })
    const outcome = await call('crm/read', { id: 1 })
    expect(outcome).toMatchObject({ ok: false, failure: { code: 'INTERNAL' } })
    expect(JSON.stringify(outcome)).not.toContain('host')
  })
})
