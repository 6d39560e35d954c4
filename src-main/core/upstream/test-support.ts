import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KeyStore } from '../ports.ts'
import type { ProviderContext } from '../gateway/api.ts'
import { createUpstream } from './create-upstream.ts'

/** A key store in memory for tests. */
export function memoryKeys(): KeyStore & { entries: Map<string, Uint8Array> } {
  const entries = new Map<string, Uint8Array>()
  /** Keys may become file names. */
  function named(name: string): string {
    if (!/^[a-z0-9][a-z0-9._-]{0,99}$/.test(name)) throw new Error(`not usable as the name of a key: ${name}`)
    return name
  }
  return {
    entries,
    get: async (name) => entries.get(named(name)),
    set: async (name, value) => void entries.set(named(name), value),
    delete: async (name) => void entries.delete(named(name)),
    describe: () => ({ protection: 'session-only', sentence: 'In memory, for tests.' }),
  }
}

export const clock = { now: () => Date.now(), monotonic: () => performance.now() }
export const silentLog = { debug() {}, info() {}, warn() {}, error() {} }
const fixture = fileURLToPath(new URL('../../../e2e/fixtures/servers/misbehaving.mjs', import.meta.url))

/** A stdio definition of the fixture server in one of its modes. */
export function misbehaving(name: string, mode = 'plain', ...rest: string[]) {
  return { name, command: process.execPath, args: [fixture, mode, ...rest], trusted: true, enabled: true }
}

/** An upstream over a temporary folder; `again()` opens a second one on the same data, as after a restart. */
export function openUpstream() {
  const folder = mkdtempSync(join(tmpdir(), 'athena-upstream-'))
  const keys = memoryKeys()
  const databasePath = join(folder, 'servers.db')
  const open = () => createUpstream({ databasePath, keys, clock, log: silentLog, version: '0.0.1' })
  const opened = [open()]
  const [upstream = open()] = opened
  return {
    upstream,
    keys,
    folder,
    databasePath,
    again() {
      const next = open()
      opened.push(next)
      return next
    },
    async close() {
      for (const one of opened) await one.close().catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The circumstances of a call in a test. */
export function callContext(overrides: Partial<ProviderContext> = {}): ProviderContext {
  return {
    caller: { execution: 'x_1', session: 's_1', client: 'test' },
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    ...overrides,
  }
}
