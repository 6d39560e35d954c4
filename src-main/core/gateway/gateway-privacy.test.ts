import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Json } from '../../contract/json.ts'
import { createCatalog } from '../catalog/index.ts'
import { createPrivacy } from '../privacy/index.ts'
import type { Privacy } from '../privacy/index.ts'
import type { Gateway, NewRunEvent } from './api.ts'
import { createGateway, createPolicy } from './index.ts'
import type { Policy } from './index.ts'

const clock = { now: () => 1_000, monotonic: () => performance.now() }
const silent = { debug() {}, info() {}, warn() {}, error() {} }
let folder: string
let privacy: Privacy
let policy: Policy
let gateway: Gateway
let received: { server: string; args: Json }[]
let kept: (Json | undefined)[]
let events: NewRunEvent[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'athena-gateway-privacy-'))
  received = []
  kept = []
  events = []
  const secrets = new Map<string, Uint8Array>()
  const keys = {
    get: (name: string) => Promise.resolve(secrets.get(name)),
    set: (name: string, value: Uint8Array) => Promise.resolve(void secrets.set(name, value)),
    delete: (name: string) => Promise.resolve(void secrets.delete(name)),
    describe: () => ({ protection: 'session-only' as const, sentence: 'kept in memory' }),
  }
  privacy = await createPrivacy({ databasePath: join(folder, 'vault.db'), keys, clock, log: silent })
  let id = 0
  policy = createPolicy({
    databasePath: join(folder, 'policy.db'),
    clock,
    ids: { next: (prefix) => `${prefix}_${(id += 1)}` },
  })
  const catalog = createCatalog()
  const anything = { type: 'object', additionalProperties: true }
  for (const [name, kind] of [
    ['mail', 'upstream'],
    ['episodic', 'memory'],
  ] as const) {
    catalog.setServer({
      name,
      title: name,
      description: name,
      kind,
      tools: [{ name: 'put', description: 'Takes anything.', inputSchema: anything }],
    })
  }
  gateway = createGateway({
    catalog,
    privacy,
    policy,
    providers: (server) => ({
      trust: 'own',
      callTool(_, args) {
        received.push({ server, args })
        return Promise.resolve({ from: 'anna@shop-example.de' })
      },
    }),
    clock,
    ids: { next: (prefix) => `${prefix}_${(id += 1)}` },
    log: silent,
  })
})
afterEach(async () => {
  await privacy.close()
  policy.close()
  rmSync(folder, { recursive: true, force: true })
})

function call(tool: string, args: Json): ReturnType<Gateway['call']> {
  return gateway.call({
    caller: { execution: 'x_1', session: 's_1', client: 'test' },
    call: 'c1',
    tool,
    args,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    emit: (event) => void events.push(event),
    keep: (payload) => `ref${kept.push(payload)}`,
  })
}

test('a token that a tool returned goes back to it as its value, and is recorded as the token', async () => {
  expect(await call('mail/put', {})).toEqual({ ok: true, value: { from: '[EMAIL_1]' } })
  await call('mail/put', { to: '[EMAIL_1]' })
  expect(received.at(-1)?.args).toEqual({ to: 'anna@shop-example.de' })
  expect(kept.at(-2)).toEqual({ to: '[EMAIL_1]' })
  expect(JSON.stringify([kept, events])).not.toContain('anna@')
})

test('memory gets tokens only, whether the code had the token or wrote the value', async () => {
  await call('mail/put', {})
  await call('episodic/put', { known: 'from [EMAIL_1]', plain: 'to bernd@shop-example.de' })
  expect(received.at(-1)).toEqual({
    server: 'episodic',
    args: { known: 'from [EMAIL_1]', plain: 'to [EMAIL_2]' },
  })
})

test('a token of nobody blocks the call', async () => {
  const outcome = await call('mail/put', { to: '[EMAIL_99]' })
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'UNKNOWN_TOKEN' } })
  expect(received).toEqual([])
})
