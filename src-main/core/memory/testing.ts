import type Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Json } from '../../contract/json.ts'
import { createMemory, storeOf, type Memory, type MemoryOptions } from './index.ts'

/** A memory in a temporary folder, with a clock that tests move. For tests only. */
export interface TestMemory {
  memory: Memory
  folder: string
  path: string
  /** Epoch milliseconds; one is added with every call, so that moments differ. */
  now: number
  // Results are read by tests that know their form.
  // oxlint-disable-next-line typescript/no-explicit-any
  call(operation: string, args?: unknown, caller?: { client?: string; session?: string }): Promise<any>
  reopen(): void
  /** Opens again after `memory.close()`. */
  reopenClosed(): void
  /** The writing connection, to put it into states that only the world makes. */
  database(): Database.Database
  dispose(): void
}

export function createTestMemory(options: Pick<MemoryOptions, 'watch' | 'eraseElsewhere'> = {}): TestMemory {
  const folder = mkdtempSync(join(tmpdir(), 'athena-memory-'))
  const path = join(folder, 'memory.db')
  let counter = 0
  const start = Date.parse('2026-05-01T09:00:00Z')
  const test: TestMemory = {
    memory: open(),
    folder,
    path,
    now: start,
    async call(operation, args = {}, caller = {}) {
      const [layer = '', name = ''] = operation.split('/')
      test.now++
      return test.memory.call(layer, name, args as Json, {
        caller: { execution: 'x_1', session: caller.session ?? 's_1', client: caller.client ?? 'test' },
        now: test.now,
        signal: new AbortController().signal,
      })
    },
    reopenClosed() {
      test.memory = open()
    },
    reopen() {
      test.memory.close()
      test.memory = open()
    },
    database() {
      const store = storeOf(test.memory)
      if (!store) throw new Error('The memory has no store.')
      return store.database
    },
    dispose() {
      test.memory.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  function open(): Memory {
    return createMemory({
      databasePath: path,
      clock: { now: () => test?.now ?? start, monotonic: () => performance.now() },
      ids: { next: (prefix) => `${prefix}_${(++counter).toString(32).padStart(6, '0')}` },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      checkResults: true,
      ...options,
    })
  }
  return test
}
