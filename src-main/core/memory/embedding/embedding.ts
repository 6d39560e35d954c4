import type { Logger } from '../../ports.ts'
import type { EmbedderStatus } from '../api.ts'
import { indexedText } from '../database/text-index.ts'
import type { MemoryStore } from '../database/store.ts'
import type { Embedder } from './embedder.ts'
import { createVectorIndex, type VectorIndex } from './vector-index.ts'

/** Texts sent to the embedder at once. Few, because a query waits for the batch before it. */
const batch = 8
/** Memories read for a round of batches, so that texts of like length come together. */
const round = 128
/** Row numbers looked through at a time for memories without vector. */
const span = 5_000
/** Queries whose vectors are kept. */
const keptQueries = 500
/** Milliseconds a query waits for its vector; then it is answered by its words alone. The first one after a rest loads the model. */
const patience = 3_000
/** Milliseconds until the next try after the embedder failed. */
const retryMs = 60_000

/** The optional embedder of a memory: a switch, vectors that follow the rows in the background, and vectors of queries. */
export interface Embedding {
  /** Switches it on or off. Off by default; vectors stay on disk, and are gone with `dropVectors`. */
  set(on: boolean): void
  status(): EmbedderStatus
  /** Has the vector of a query made, if the embedder is on; never fails. */
  prepare(query: string): Promise<void>
  /** The vector of a query that was prepared. */
  vectorOf(query: string): Float32Array | undefined
  index(): VectorIndex | undefined
  /** When every memory has its vector, or it is off or failed. */
  settled(): Promise<void>
  /** Removes all vectors; while it is on they are made anew. */
  dropVectors(): void
  close(): void
}

export function createEmbedding(options: {
  store: MemoryStore
  log: Logger
  embedder: () => Embedder
}): Embedding {
  const { store, log } = options
  const { database } = store
  let embedder: Embedder | undefined
  let index: VectorIndex | undefined
  let problem: string | undefined
  let warm = false
  /** Counts switches, so that work begun before one stops after it. */
  let turn = 0
  let working: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  /** All rows above are looked through. */
  let below = 0
  const changed = new Set<number>()
  const queries = new Map<string, Float32Array>()

  store.onChange((row) => {
    if (!index) return
    changed.add(row.seq)
    // The transaction is still open; the row is read after it.
    schedule()
  })

  function schedule(delay = 20): void {
    if (working || timer) return
    timer = setTimeout(() => {
      timer = undefined
      working = follow(turn).finally(() => {
        working = undefined
        if (index && changed.size > 0 && problem === undefined) schedule()
      })
    }, delay)
    timer.unref()
  }

  function newest(): number {
    return (database.prepare('SELECT max(seq) FROM memory_terms').pluck().get() as number | null) ?? 0
  }

  /** Makes vectors until none is missing: first of what was just written, then of older memories, newest first. */
  async function follow(mine: number): Promise<void> {
    try {
      // Loads the model, so that the first question need not wait for it, and tells at once if it cannot be loaded.
      if (!warm) await embedder?.embed(['warm'])
      if (mine !== turn) return
      warm = true
      await index?.load()
      for (;;) {
        if (mine !== turn || !index) return
        const wanted: number[] = []
        for (const seq of changed) {
          if (wanted.length >= round) break
          changed.delete(seq)
          if (index.refresh(seq)) wanted.push(seq)
        }
        if (wanted.length === 0 && below > 0) {
          const from = Math.max(1, below - span + 1)
          const missing = index.missing(from, below)
          wanted.push(...missing.slice(0, round))
          // A span with more than one round is looked through again.
          if (missing.length <= round) below = from - 1
        }
        if (wanted.length > 0) await make(wanted, mine)
        else if (below <= 0 && changed.size === 0) return
        problem = undefined
        await new Promise((resolve) => setImmediate(resolve))
      }
    } catch (error) {
      if (mine !== turn) return
      problem = error instanceof Error ? error.message : String(error)
      log.warn('The embedder failed; memories are found by their words alone', { problem })
      below = newest()
      timer = setTimeout(() => {
        timer = undefined
        problem = undefined
        schedule(0)
      }, retryMs)
      timer.unref()
    }
  }

  const texts = database.prepare(
    'SELECT seq, name, substr(content, 1, 1000) AS content, tags, speaker FROM memories WHERE seq IN (SELECT value FROM json_each(?))',
  )
  async function make(seqs: readonly number[], mine: number): Promise<void> {
    const rows = texts.all(JSON.stringify(seqs)) as {
      seq: number
      name: string | null
      content: string
      tags: string
      speaker: string | null
    }[]
    const list = rows
      .map((row) => ({
        seq: row.seq,
        // As it would be read aloud: who speaks belongs to the meaning.
        text: `${row.speaker === null ? '' : `${row.speaker}: `}${indexedText({ ...row, tags: JSON.parse(row.tags) as string[] })}`,
      }))
      .toSorted((a, b) => a.text.length - b.text.length)
    const made: Float32Array[] = []
    for (let from = 0; from < list.length; from += batch) {
      const vectors = await embedder?.embed(list.slice(from, from + batch).map((one) => one.text))
      if (mine !== turn || !vectors) return
      made.push(...vectors)
    }
    database
      .transaction(() => {
        made.forEach((vector, place) => {
          const seq = list[place]?.seq
          // Changed meanwhile: its turn comes again.
          if (seq !== undefined && !changed.has(seq)) index?.put(seq, vector)
        })
      })
      .immediate()
  }

  return {
    set(on) {
      if (on === (index !== undefined)) return
      turn++
      clearTimeout(timer)
      timer = undefined
      changed.clear()
      queries.clear()
      problem = undefined
      if (on) {
        embedder = options.embedder()
        index = createVectorIndex(database, { name: embedder.model, dimension: embedder.dimension })
        // From one on, so that even an empty memory has something to look at, and the model is tried.
        below = Math.max(1, newest())
        warm = false
        const before = working ?? Promise.resolve()
        void before.then(() => schedule(0))
      } else {
        index = undefined
        void embedder?.close()
        embedder = undefined
      }
    },
    status() {
      const vectors = database.prepare('SELECT count(*) FROM memory_codes').pluck().get() as number
      const all = database.prepare('SELECT count(*) FROM memory_terms').pluck().get() as number
      return {
        on: index !== undefined,
        model: embedder?.model,
        vectors,
        waiting: index ? Math.max(0, all - vectors) : 0,
        problem,
      }
    },
    async prepare(query) {
      if (!index || !embedder || problem !== undefined || queries.has(query)) return
      const mine = turn
      let late: NodeJS.Timeout | undefined
      const vector = await Promise.race([
        embedder
          .embed([query])
          .then(([one]) => one)
          .catch(() => undefined),
        new Promise<undefined>((resolve) => {
          late = setTimeout(resolve, patience, undefined)
        }),
      ])
      clearTimeout(late)
      if (!vector || mine !== turn) return
      for (const oldest of queries.keys()) {
        if (queries.size < keptQueries) break
        queries.delete(oldest)
      }
      queries.set(query, vector)
    },
    vectorOf: (query) => (index ? queries.get(query) : undefined),
    index: () => index,
    async settled() {
      while (index && problem === undefined && (working || timer || below > 0 || changed.size > 0)) {
        await (working ?? new Promise((resolve) => setTimeout(resolve, 10)))
      }
    },
    dropVectors() {
      database.exec('DELETE FROM memory_vectors; DELETE FROM memory_codes')
      index?.forget()
      below = newest()
      if (index) schedule(0)
    },
    close() {
      turn++
      clearTimeout(timer)
      index = undefined
      void embedder?.close()
      embedder = undefined
    },
  }
}
