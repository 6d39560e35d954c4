import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchRow } from '../scripts/run-bench.ts'
import type { Embedder } from '../src-main/core/memory/embedding/embedder.ts'
import { createMemory } from '../src-main/core/memory/index.ts'

/**
 * How the memory bears size: synthetic conversations whose words follow Zipf's law over a vocabulary of 50,000, so that there are common, usual and rare terms
 * as in real text. ATHENA_SCALE sets the number of memories (100,000 by default). First without, then with the optional embedder; its vectors are
 * synthetic too (pseudo-random ones by the text, so that filling a million takes minutes), hence the time of the model itself, 8 to 15 ms a query, is not in them.
 */
export async function run(options: { log: (line: string) => void }): Promise<BenchRow[]> {
  const total = Number(process.env['ATHENA_SCALE'] ?? 100_000)
  const folder = mkdtempSync(join(tmpdir(), 'athena-scale-'))
  const path = join(folder, 'memory.db')
  let counter = 0
  const open = () =>
    createMemory({
      databasePath: path,
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      ids: { next: (prefix) => `${prefix}_${(++counter).toString(32).padStart(10, '0')}` },
      log: { debug() {}, info() {}, warn() {}, error() {} },
      embedder: syntheticEmbedder,
    })
  const context = () => ({
    caller: { execution: 'x_bench', session: 'bench', client: 'bench' },
    now: Date.now(),
    signal: new AbortController().signal,
  })
  const random = generator(42)
  const rows: BenchRow[] = []
  const add = (metric: string, value: number, unit: string, atMost?: number, atLeast?: number): void => {
    const rounded = Math.round(value * 1000) / 1000
    rows.push({
      metric,
      value: rounded,
      unit,
      ...(atMost !== undefined && { target: `<= ${atMost}`, pass: rounded <= atMost }),
      ...(atLeast !== undefined && { target: `>= ${atLeast}`, pass: rounded >= atLeast }),
    })
  }
  let memory = open()
  try {
    const batch = 10_000
    let storing = 0
    for (let done = 0; done < total; done += batch) {
      const turns = Array.from({ length: Math.min(batch, total - done) }, (_, i) => ({
        content: sentence(random),
        session: `s${Math.floor((done + i) / 50)}`,
        speaker: i % 2 === 0 ? 'Anna' : 'Ben',
        occurredAt: Date.UTC(2020, 0, 1) + (done + i) * 600_000,
      }))
      const before = performance.now()
      await memory.call('episodic', 'bulk_remember', { turns }, context())
      storing += performance.now() - before
      options.log(`${done + turns.length} stored`)
    }
    add('memories', total, '')
    add('bulk_remember', (total / storing) * 1000, 'rows/s', undefined, 10_000)
    const remember = await times(300, async () => {
      await memory.call('episodic', 'remember', { content: sentence(random) }, context())
    })
    add('remember p50', at(remember, 0.5), 'ms', 2)
    add('remember p95', at(remember, 0.95), 'ms')
    const limit = total > 300_000 ? 120 : 25
    const recall = await times(300, async () => {
      await memory.call('episodic', 'recall', { query: question(random), limit: 10 }, context())
    })
    add('recall p50', at(recall, 0.5), 'ms')
    add('recall p95', at(recall, 0.95), 'ms', limit)
    // A cycle reads and gives way; recalls go on meanwhile.
    const cycle = memory.call('consolidation', 'run', { budgetMs: 8000 }, context())
    const during = await times(100, async () => {
      await new Promise((resolve) => setImmediate(resolve))
      await memory.call('episodic', 'recall', { query: question(random), limit: 10 }, context())
    })
    await cycle
    add('recall p50 during a consolidation cycle', at(during, 0.5), 'ms')
    add('recall p95 during a consolidation cycle', at(during, 0.95), 'ms')
    add('slower by, p50', at(during, 0.5) / at(recall, 0.5), 'times', 2)
    add('slower by, p95', at(during, 0.95) / at(recall, 0.95), 'times', 2)
    memory.close()
    add('size on disk', statSync(path).size / 1e6, 'MB')
    add('bytes a memory', statSync(path).size / total, 'bytes')
    const plainOpening = performance.now()
    memory = open()
    add('open', performance.now() - plainOpening, 'ms')
    await memory.call('episodic', 'recall', { query: question(random) }, context())
    add('open and first recall', performance.now() - plainOpening, 'ms')
    add('resident memory', process.memoryUsage().rss / 1e6, 'MB')
    const filling = performance.now()
    memory.setEmbedder(true)
    await memory.embedderSettled()
    const { vectors, problem } = memory.embedderStatus()
    if (problem !== undefined) throw new Error(problem)
    add('synthetic vectors', vectors, '')
    add('vectors stored', (vectors / (performance.now() - filling)) * 1000, 'rows/s')
    const similar = await times(300, async () => {
      await memory.call('episodic', 'recall', { query: question(random), limit: 10 }, context())
    })
    add('with vectors: recall p50', at(similar, 0.5), 'ms')
    add('with vectors: recall p95', at(similar, 0.95), 'ms', limit)
    memory.close()
    add('with vectors: size on disk', statSync(path).size / 1e6, 'MB')
    const opening = performance.now()
    memory = open()
    memory.setEmbedder(true)
    await memory.embedderSettled()
    add('with vectors: open until all are in memory', performance.now() - opening, 'ms')
    await memory.call('episodic', 'recall', { query: question(random) }, context())
    add('with vectors: resident memory', process.memoryUsage().rss / 1e6, 'MB')
    return rows
  } finally {
    memory.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Numbers from 0 to 1, the same every time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}

const vocabulary = 50_000

/** A made-up word by its rank: syllables, so that words look like words. */
function word(rank: number): string {
  const syllables = 'ba ke lo mi nu ra se ti vo za dri fen gol hax jum'.split(' ')
  let text = ''
  let rest = rank + 15
  while (rest > 0) {
    text += syllables[rest % syllables.length] ?? ''
    rest = Math.floor(rest / syllables.length)
  }
  return text
}

/** Rank by Zipf's law. */
function rank(random: () => number): number {
  return Math.min(vocabulary - 1, Math.floor(vocabulary ** random()) - 1)
}

function sentence(random: () => number): string {
  return Array.from({ length: 8 + Math.floor(random() * 20) }, () => word(rank(random))).join(' ')
}

/** Six words as questions have them: content words of all ranks but the most frequent. */
function question(random: () => number): string {
  return Array.from({ length: 6 }, () => word(Math.max(20, rank(random)))).join(' ')
}

/** Stands for the embedder: a pseudo-random vector of length 1, the same for the same text. It measures storage and search, not meaning. */
function syntheticEmbedder(): Embedder {
  return {
    model: 'synthetic',
    dimension: 512,
    embed: (texts) => Promise.resolve(texts.map(pseudoRandomVector)),
    close: () => Promise.resolve(),
  }
}

function pseudoRandomVector(text: string): Float32Array {
  let seed = 0
  for (let i = 0; i < text.length; i++) seed = (Math.imul(seed, 31) + text.charCodeAt(i)) | 0
  const random = generator(seed)
  const vector = Float32Array.from({ length: 512 }, () => random() - 0.5)
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return vector.map((value) => value / length)
}

async function times(count: number, body: () => Promise<void>): Promise<number[]> {
  const list: number[] = []
  for (let i = 0; i < count; i++) {
    const before = performance.now()
    await body()
    list.push(performance.now() - before)
  }
  return list.toSorted((a, b) => a - b)
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? 0
}
