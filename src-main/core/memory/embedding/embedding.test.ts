import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { openDatabase } from '../../store/open.ts'
import { firstMigration } from '../database/0001-memories.ts'
import { createStore, memoryMigrations } from '../database/store.ts'
import { createTestMemory } from '../testing.ts'
import { createVectorIndex } from './vector-index.ts'

test(
  'the embedder finds what is said in other words, follows changes, and is gone when off',
  { timeout: 120_000 },
  async () => {
    const test = createTestMemory()
    const count = (table: string): number =>
      test.database().prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number
    const ask = async (): Promise<string[]> =>
      (await test.call('episodic/recall', { query: 'Who got married?', limit: 3 })).map(
        (one: { id: string }) => one.id,
      )
    try {
      const { ids } = await test.call('episodic/bulk_remember', {
        turns: [
          'The wedding of Sara and Tom was in the old church',
          'The printer on the second floor is out of paper',
          'Our train to the coast leaves at nine',
        ],
      })
      const [wedding = ''] = ids as string[]
      // No word of the question is in it.
      expect(await ask()).toEqual([])
      test.memory.setEmbedder(true)
      await test.memory.embedderSettled()
      expect(test.memory.embedderStatus()).toMatchObject({ on: true, vectors: 3, waiting: 0 })
      expect((await ask())[0]).toBe(wedding)
      const [hit] = await test.call('episodic/recall', { query: 'Who got married?', explain: true })
      expect(hit.why.signals.similarity).toBeGreaterThan(0)
      expect((await test.call('meta/memory_health')).embedder).toMatchObject({ on: true, vectors: 3 })
      // Another scope's question never meets it.
      expect(
        await test.call('episodic/recall', { query: 'Who got married?', scope: 'project:other' }),
      ).toEqual([])

      const later = await test.call('episodic/remember', { content: 'Ines became the wife of Paul' })
      await test.memory.embedderSettled()
      expect(await ask()).toContain(later.id)
      expect(count('memory_vectors')).toBe(4)
      await test.call('meta/forget', { ids: [wedding], mode: 'erase' })
      expect(await ask()).not.toContain(wedding)
      expect([count('memory_vectors'), count('memory_codes')]).toEqual([3, 3])
      await test.call('meta/undo', { opId: later.opId })
      await test.memory.embedderSettled()
      expect([count('memory_vectors'), count('memory_codes')]).toEqual([2, 2])

      // A restart reads them again; switched off, words alone count.
      await test.call('episodic/remember', { content: 'They said yes at the altar' })
      await test.memory.embedderSettled()
      test.reopen()
      test.memory.setEmbedder(true)
      await test.memory.embedderSettled()
      expect((await ask()).length).toBeGreaterThan(0)
      test.memory.setEmbedder(false)
      expect(await ask()).toEqual([])
      // Switched off they stay, until they are dropped by name.
      test.memory.setEmbedder(false)
      await test.call('rag/reindex')
      expect(count('memory_vectors')).toBeGreaterThan(0)
      await test.call('rag/reindex', { vectors: true })
      expect([count('memory_vectors'), count('memory_codes')]).toEqual([0, 0])
    } finally {
      test.dispose()
    }
  },
)

test('among many vectors the nearest are found by their sign bits, within the scopes asked for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'athena-vectors-'))
  let counter = 0
  const store = createStore({
    path: join(folder, 'memory.db'),
    ids: { next: (prefix) => `${prefix}_${++counter}` },
  })
  try {
    const dimension = 64
    const total = 3_000
    let state = 1
    const random = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return state / 0x7fffffff - 0.5
    }
    const unit = (values: number[]): Float32Array => {
      const length = Math.hypot(...values)
      return Float32Array.from(values, (value) => value / length)
    }
    const caller = { execution: 'x', session: 's', client: 'c' }
    store.write({ operation: 'test', scope: 'user', caller, at: 1 }, (write) => {
      for (let i = 0; i < total; i++)
        write.insert({
          layer: 'episodic',
          kind: 'event',
          scope: i % 10 === 0 ? 'project:a' : 'user',
          content: `m ${i}`,
        })
      return {}
    })
    const index = createVectorIndex(store.database, { name: 'test', dimension }, 1_000)
    const vectors = new Map<number, Float32Array>()
    store.database.transaction(() => {
      for (const seq of index.missing(1, total)) {
        const vector = unit(Array.from({ length: dimension }, random))
        vectors.set(seq, vector)
        index.put(seq, vector)
      }
    })()
    expect(index.size()).toBe(total)
    let found = 0
    for (let i = 0; i < 5; i++) {
      // A query near a stored vector, as a paraphrase is.
      const near = vectors.get(1 + i * 500) ?? new Float32Array(dimension)
      const query = unit([...near].map((value) => value + 0.08 * random()))
      const truth: { seq: number; value: number }[] = []
      for (const [seq, vector] of vectors) {
        let value = 0
        for (let d = 0; d < dimension; d++) value += (vector[d] ?? 0) * (query[d] ?? 0)
        truth.push({ seq, value })
      }
      truth.sort((left, right) => right.value - left.value)
      const best = truth.slice(0, 10).map((one) => one.seq)
      const got = index.nearest(query, ['user', 'project:a'], 10)
      expect(got[0]).toBe(best[0])
      found += got.filter((seq) => best.includes(seq)).length
      const scoped = index.nearest(query, ['project:a'], 10)
      expect(scoped).toHaveLength(10)
      expect(scoped.every((seq) => (seq - 1) % 10 === 0)).toBe(true)
    }
    expect(found).toBeGreaterThanOrEqual(40)
    expect(index.nearest(vectors.get(1) ?? new Float32Array(dimension), ['project:none'], 10)).toEqual([])
  } finally {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('a memory of the first schema gets its tables of vectors when it is opened', () => {
  const folder = mkdtempSync(join(tmpdir(), 'athena-vectors-'))
  const path = join(folder, 'memory.db')
  try {
    openDatabase(path, [firstMigration]).close()
    const database = openDatabase(path, memoryMigrations)
    expect(database.prepare('SELECT count(*) FROM memory_vectors').pluck().get()).toBe(0)
    database.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
