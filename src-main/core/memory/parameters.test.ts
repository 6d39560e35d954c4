import Database from 'better-sqlite3'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Json, JsonSchema } from '../../contract/json.ts'
import { createMemory, memoryServers, type Memory } from './index.ts'
import type { MemoryOperation } from './operation.ts'
import { operations } from './operations.ts'
import { runExamples } from './testing-examples.ts'
import { prepare, type Input } from './testing-parameters.ts'
import { createTestMemory, type TestMemory } from './testing.ts'

const now = Date.parse('2026-06-01T09:00:00Z')

/** A copy of the memory as it stands, on which one operation is tried. */
interface Trial {
  /** What calls gave and what they left in the database; ids and times are equal each time, so that only parameters make a difference. */
  outcome(...inputs: Input[]): Promise<string>
  dispose(): void
}

function openTrial(memory: TestMemory, operation: MemoryOperation): Trial {
  memory.reopen()
  memory.database().pragma('wal_checkpoint(TRUNCATE)')
  const folder = mkdtempSync(join(tmpdir(), 'athena-parameters-'))
  // What only reads may be called again and again; strength and attention come from reads, so those get a copy each.
  const shared = operation.readOnly && operation.layer !== 'meta'
  let counter = 0
  let copies = 0
  let opened: { copy: Memory; path: string } | undefined
  function open(): { copy: Memory; path: string } {
    const path = join(folder, String(++copies), 'memory.db')
    mkdirSync(dirname(path))
    copyFileSync(memory.path, path)
    const copy = createMemory({
      databasePath: path,
      clock: { now: () => now, monotonic: () => 0 },
      ids: { next: (prefix) => `${prefix}_${(1_000_000 + ++counter).toString(32)}` },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    })
    return { copy, path }
  }
  return {
    async outcome(...inputs) {
      const { copy, path } = shared ? (opened ??= open()) : open()
      counter = 0
      const results: Json[] = []
      for (const input of inputs) {
        const result = await copy
          .call(operation.layer, operation.name, input, {
            caller: { execution: 'x_1', session: 's_1', client: 'test' },
            now,
            signal: new AbortController().signal,
          })
          .catch((error: { code?: string; message: string }) => `${error.code}: ${error.message}`)
        results.push(result)
      }
      if (!shared) copy.close()
      return JSON.stringify([results, operation.readOnly ? [] : stateOf(path)])
        .replaceAll(dirname(path), 'folder')
        .replace(/durationMs(\\*)":\d+/g, 'durationMs$1":0')
    },
    dispose() {
      opened?.copy.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function stateOf(path: string): unknown[] {
  const database = new Database(path, { readonly: true })
  try {
    return ['memories', 'links', 'settings', 'activation', 'recalls', 'memory_fts_idx'].map((table) =>
      database.prepare(`SELECT * FROM ${table}`).raw().all(),
    )
  } finally {
    database.close()
  }
}

/** Values of a parameter to try, made from its schema: one of them must make a difference. */
function candidates(schema: JsonSchema): Json[] {
  const kinds = [schema, ...((schema['anyOf'] as JsonSchema[] | undefined) ?? [])]
  return kinds.flatMap((one): Json[] => {
    if (Array.isArray(one['enum'])) return one['enum'] as Json[]
    if (one['type'] === 'boolean') return [true, false]
    if (one['type'] === 'integer' || one['type'] === 'number') {
      const least = typeof one['minimum'] === 'number' ? one['minimum'] : 0
      return [least, 1, 0.99, 2, 50, 100_000, Date.parse('2026-04-05'), Date.parse('2020-01-01')]
    }
    if (one['type'] === 'string')
      return ['zzz', '2026-04-05', '2020-01-01', '2030-01-01', 'project:none', 'Anna']
    if (one['type'] === 'array') {
      const items = candidates((one['items'] as JsonSchema | undefined) ?? {})
      return items.map((item) => [item])
    }
    return []
  })
}

/** Whether a parameter makes a difference to what an example calls. */
async function makesDifference(
  trial: Trial,
  operation: MemoryOperation,
  { key, schema, input, base }: { key: string; schema: JsonSchema; input: Input; base: string },
): Promise<boolean> {
  if (key === 'idempotencyKey') {
    // The second call gives the first result and changes nothing.
    const keyed = { ...input, idempotencyKey: 'once' }
    const one = JSON.parse(await trial.outcome(keyed)) as [Json[], Json]
    const two = JSON.parse(await trial.outcome(keyed, keyed)) as [Json[], Json]
    return JSON.stringify(two) === JSON.stringify([[one[0][0], one[0][0]], one[1]])
  }
  if (key in input) {
    const without = Object.fromEntries(Object.entries(input).filter(([name]) => name !== key))
    if (!operation.input.safeParse(without).success || (await trial.outcome(without)) !== base) return true
  }
  for (const value of candidates(schema)) {
    const changed = { ...input, [key]: value }
    if (operation.input.safeParse(changed).success && (await trial.outcome(changed)) !== base) return true
  }
  return false
}

/** Shows in speed only (the index is large), or needs an embedder: embedding/embedding.test.ts tries that. */
const withoutTrace = ['rag/reindex optimise', 'rag/reindex vectors']

// Some six hundred parameters, each on a copy of the memory: most of a minute.
test.skipIf(process.env['ATHENA_TEST_ALL'] !== '1')(
  'no parameter is ignored: each changes the result or the database, or is refused',
  { timeout: 300_000 },
  async () => {
    const memory = createTestMemory()
    const parameters = new Map(
      memoryServers().flatMap((server) =>
        server.tools.map((tool) => [
          `${server.name}/${tool.name}`,
          (tool.inputSchema['properties'] ?? {}) as Record<string, JsonSchema>,
        ]),
      ),
    )
    const known = new Set<string>()
    const byId = new Map(operations.map((one) => [`${one.layer}/${one.name}`, one]))
    const need = (id: string): MemoryOperation => {
      const operation = byId.get(id)
      if (!operation) throw new Error(`There is no operation ${id}.`)
      return operation
    }
    try {
      await runExamples(async (id, input) => {
        const missing = Object.entries(parameters.get(id) ?? {}).filter(([key]) => !known.has(`${id} ${key}`))
        if (missing.length > 0) {
          const trial = openTrial(memory, need(id))
          const base = await trial.outcome(input)
          for (const [key, schema] of missing) {
            if (await makesDifference(trial, need(id), { key, schema, input, base }))
              known.add(`${id} ${key}`)
          }
          trial.dispose()
        }
        return memory.call(id, input)
      })
      for (const [id, key, input, value] of await prepare(memory)) {
        const trial = openTrial(memory, need(id))
        if ((await trial.outcome({ ...input, [key]: value })) !== (await trial.outcome(input)))
          known.add(`${id} ${key}`)
        trial.dispose()
      }
    } finally {
      memory.dispose()
    }
    const all = [...parameters].flatMap(([id, schemas]) => Object.keys(schemas).map((key) => `${id} ${key}`))
    expect(all.length).toBeGreaterThan(500)
    expect(all.filter((one) => !known.has(one))).toEqual(withoutTrace)
  },
)
