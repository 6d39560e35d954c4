import Database from 'better-sqlite3'
import fc from 'fast-check'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMemory } from './index.ts'
import { createTestMemory, type TestMemory } from './testing.ts'

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

const writer = join(import.meta.dirname, 'testing-writer.ts')

/** Starts a writer; resolves with what it acknowledged when it has ended, killed after some acknowledgements or not. */
function startWriter(
  name: string,
  count: number,
  killAfter?: number,
): Promise<{ acknowledged: string[]; code: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, it.path, name, String(count)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    let errors = ''
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString()
      if (killAfter !== undefined && output.split('\n').length > killAfter) child.kill('SIGKILL')
    })
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString()
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== 0 && killAfter === undefined) reject(new Error(errors))
      else resolve({ acknowledged: output.split('\n').slice(0, -1), code })
    })
  })
}

// Each kill is a process of its own; the number is raised by ATHENA_KILLS for a long run.
const kills = Number(process.env['ATHENA_KILLS'] ?? 5)

test(
  'a killed process loses no acknowledged write and leaves nothing locked',
  { timeout: 20_000 * kills },
  async () => {
    let acknowledged: string[] = []
    for (let i = 0; i < kills; i++) {
      const done = await startWriter(`w${i}`, 100_000, 1 + ((i * 7919) % 60))
      expect(done.code).toBe(null)
      acknowledged = [...acknowledged, ...done.acknowledged]
    }
    const database = new Database(it.path, { readonly: true })
    const stored = new Set(database.prepare('SELECT id FROM memories').pluck().all() as string[])
    database.close()
    expect(acknowledged.length).toBeGreaterThan(kills)
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
    expect(await it.call('meta/memory_health')).toMatchObject({ ok: true })
    await it.call('episodic/remember', { content: 'Still writable' })
  },
)

test(
  'two processes of a thousand writes each lose none, and each sees the other’s',
  { timeout: 120_000 },
  async () => {
    const both = await Promise.all([startWriter('a', 1000), startWriter('b', 1000)])
    expect(both.map((one) => one.acknowledged.length)).toEqual([1000, 1000])
    expect(await it.call('meta/memory_health')).toMatchObject({ ok: true, memories: { episodic: 2000 } })
    expect((await it.call('episodic/recall', { query: 'Writer b wrote line 777' }))[0].content).toBe(
      'Writer b wrote line 777',
    )
  },
)

test('reads never give anything of a scope that was not named', async () => {
  const scopes = ['user', 'project:a', 'project:b', 'agent:x']
  const layers: [string, string, (text: string) => object][] = [
    ['episodic/remember', 'episodic/recall', (text) => ({ content: text })],
    ['semantic/store', 'semantic/search', (text) => ({ statement: text })],
    ['graph/upsert_entity', 'graph/search_entities', (text) => ({ name: text.slice(0, 100) })],
    [
      'procedural/define',
      'procedural/search',
      (text) => ({ name: text.slice(0, 100), goal: text, steps: ['x'] }),
    ],
    [
      'rag/ingest',
      'rag/search',
      (text) => ({ text, name: `${text.slice(0, 50).replaceAll(/\W/g, '')}.txt` }),
    ],
  ]
  let counter = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.constantFrom(...scopes),
          fc.nat(layers.length - 1),
          fc.constantFrom('harbour', 'violin', 'orchard'),
        ),
        { minLength: 1, maxLength: 8 },
      ),
      fc.subarray(scopes, { minLength: 1 }),
      async (writes, read) => {
        for (const [scope, layer, word] of writes) {
          const [write, , input] = layers[layer] ?? ['', '', () => ({})]
          await it.call(write, {
            ...input(`The ${word} of number ${++counter} in ${scope.replace(':', ' ')}`),
            scope,
          })
        }
        for (const [, search] of layers) {
          for (const word of ['harbour', 'violin', 'orchard']) {
            const hits = await it.call(search, { query: word, scope: read, limit: 1000 })
            for (const hit of hits as { id?: string; procedure?: { id: string } }[]) {
              const { chain } = await it.call('meta/source', {
                id: hit.id ?? hit.procedure?.id,
                scope: scopes,
              })
              const database = new Database(it.path, { readonly: true })
              const scope = database
                .prepare('SELECT scope FROM memories WHERE id = ?')
                .pluck()
                .get(chain[0].id) as string
              database.close()
              expect(read).toContain(scope)
            }
          }
          const context = await it.call('rag/retrieve', {
            query: 'harbour violin orchard',
            scope: read,
            maxTokens: 5000,
          })
          for (const scope of scopes.filter((one) => !read.includes(one)))
            expect(context.block).not.toContain(`in ${scope.replace(':', ' ')}`)
        }
      },
    ),
    { numRuns: 5 },
  )
})

test('any sequence of writes can be undone, back to byte-equal exports', async () => {
  const write = fc.oneof(
    fc.record({
      op: fc.constant('episodic/remember'),
      args: fc.record({
        content: fc.string({ minLength: 1 }).filter((text) => text.trim() !== '' && !text.includes('\u0000')),
      }),
    }),
    fc.record({
      op: fc.constant('semantic/store'),
      args: fc.record({
        subject: fc.constantFrom('Anna', 'Ben'),
        predicate: fc.constantFrom('lives in', 'likes'),
        object: fc.constantFrom('Oslo', 'Rome', 'tea'),
      }),
    }),
    fc.record({
      op: fc.constant('graph/relate'),
      args: fc.record({
        subject: fc.constantFrom('A', 'B'),
        predicate: fc.constantFrom('knows', 'owns'),
        object: fc.constantFrom('C', 'D'),
      }),
    }),
    fc.record({
      op: fc.constant('prospective/create_task'),
      args: fc.record({ action: fc.constantFrom('x', 'y') }),
    }),
  )
  const state = async () => {
    const { text } = await it.call('meta/export', { inline: true })
    return text as string
  }
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 12 }), async (writes) => {
      const states: string[] = [await state()]
      const operations: string[] = []
      for (const { op, args } of writes) {
        operations.push((await it.call(op, args)).opId)
        states.push(await state())
      }
      for (const opId of operations.toReversed()) {
        states.pop()
        await it.call('meta/undo', { opId })
        expect(await state()).toBe(states.at(-1))
      }
    }),
    { numRuns: 15 },
  )
  expect(await it.call('meta/memory_health')).toMatchObject({ ok: true })
})

test('a damaged file, a folder in the way and a full disk are told, and nothing is lost', async () => {
  const ports = {
    clock: { now: () => 0, monotonic: () => 0 },
    ids: { next: (prefix: string) => `${prefix}_x` },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  }
  const damaged = join(it.folder, 'damaged.db')
  writeFileSync(damaged, 'This is not a database but it is long enough to be taken for one. '.repeat(40))
  expect(() => createMemory({ databasePath: damaged, ...ports })).toThrow(
    expect.objectContaining({ code: 'CORRUPT_DATABASE' }),
  )
  const folder = join(it.folder, 'folder.db')
  mkdirSync(folder)
  expect(() => createMemory({ databasePath: folder, ...ports })).toThrow(
    expect.objectContaining({ code: 'STORAGE' }),
  )
  await it.call('episodic/remember', { content: 'Before the disk was full' })
  // SQLite's own page limit stands for the disk: the write fails in the same place with the same code.
  const { pages, limit } = await limitPages(it)
  expect(limit).toBeLessThanOrEqual(pages + 2)
  await expect(
    it.call('episodic/bulk_remember', {
      turns: Array.from({ length: 2000 }, (_, i) => `${i} ${'x'.repeat(500)}`),
    }),
  ).rejects.toMatchObject({ code: 'STORAGE' })
  it.reopen()
  expect(await it.call('episodic/list_events')).toMatchObject({ total: 1 })
  expect(await it.call('meta/memory_health')).toMatchObject({ ok: true })
})

/** Lowers the page limit of the open connection through the one door there is: a policy cannot, so the store is reached by its file. */
async function limitPages(memory: TestMemory): Promise<{ pages: number; limit: number }> {
  const database = memory.database()
  const pages = database.pragma('page_count', { simple: true }) as number
  return { pages, limit: database.pragma(`max_page_count = ${pages + 2}`, { simple: true }) as number }
}

test('a folder that cannot be written is told', async () => {
  if (process.getuid?.() === 0) {
    process.stderr.write('skipped: root may write everywhere\n')
    return
  }
  const folder = join(it.folder, 'readonly')
  mkdirSync(folder)
  chmodSync(folder, 0o500)
  expect(() =>
    createMemory({
      databasePath: join(folder, 'memory.db'),
      clock: { now: () => 0, monotonic: () => 0 },
      ids: { next: (prefix) => prefix },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    }),
  ).toThrow(expect.objectContaining({ code: 'STORAGE' }))
  chmodSync(folder, 0o700)
})

test('an operation or parameter that is not there is refused with a reason', async () => {
  await expect(it.call('episodic/nothing')).rejects.toMatchObject({ code: 'UNKNOWN_TOOL' })
  await expect(it.call('episodic/recall', { query: 'x', k: 3 })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
    message: expect.stringContaining('limit'),
  })
  await expect(it.call('episodic/recall', null)).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
})
