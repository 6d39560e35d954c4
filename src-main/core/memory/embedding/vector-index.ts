import type { WritableDatabase } from '../../store/open.ts'

/** Vectors kept decoded in memory, a kilobyte each. */
const maximumCached = 20_000
/** Up to so many vectors all are compared; above, the nearest by sign bits are found first and these compared. */
const exactLimit = 10_000
/** How many of the nearest by sign bits are compared exactly: 99 of 100 true neighbours are among them at 100,000 vectors. */
const rescored = 400
/** Rows of codes read at a time, so that loading a million does not hold the thread. */
const slice = 20_000

/** Vectors of one model over the rows of the memory: exact likeness by row, nearest rows by scope. */
export interface VectorIndex {
  /** Reads the codes into memory; to be called again after other writers may have added some. */
  load(): Promise<void>
  /** Stores a vector of length 1 with its row; nothing if the row has lost its text meanwhile. Within the caller's transaction. */
  put(seq: number, vector: Float32Array): void
  /** Reads again what a row has, after it was written or removed. True: it has a text and no vector. */
  refresh(seq: number): boolean
  /** Rows of a span of numbers that have a text and no vector. */
  missing(from: number, to: number): number[]
  /** Cosine of a row's vector and a query's; undefined where a row has none. */
  similarity(seq: number, query: Float32Array): number | undefined
  /** The nearest rows of some scopes, best first. */
  nearest(query: Float32Array, scopes: readonly string[], count: number): number[]
  size(): number
  /** Drops what is in memory. */
  forget(): void
}

/** Binds the tables of vectors to a model; vectors of other models are removed, for they compare with nothing. */
export function createVectorIndex(
  database: WritableDatabase,
  model: { name: string; dimension: number },
  /** Up to so many vectors all are compared. */
  exact = exactLimit,
): VectorIndex {
  const { dimension } = model
  const words = Math.ceil(dimension / 32)
  const number = modelNumber(database, model)
  const selectVector = database
    .prepare('SELECT vector FROM memory_vectors WHERE seq = ? AND model = ?')
    .pluck()
  const selectCode = database.prepare('SELECT scope, code FROM memory_codes WHERE seq = ? AND model = ?')
  const selectCodes = database.prepare(
    'SELECT seq, scope, code FROM memory_codes WHERE seq > ? AND model = ? ORDER BY seq LIMIT ?',
  )
  const scopeOf = database
    .prepare('SELECT m.scope FROM memory_terms t JOIN memories m ON m.seq = t.seq WHERE t.seq = ?')
    .pluck()
  const insertVector = database.prepare(
    'INSERT OR REPLACE INTO memory_vectors (seq, model, vector) VALUES (?, ?, ?)',
  )
  const insertCode = database.prepare(
    'INSERT OR REPLACE INTO memory_codes (seq, model, scope, code) VALUES (?, ?, ?, ?)',
  )
  const selectMissing = database
    .prepare(
      `SELECT t.seq FROM memory_terms t WHERE t.seq BETWEEN ? AND ?
       AND NOT EXISTS (SELECT 1 FROM memory_codes c WHERE c.seq = t.seq AND c.model = ?) ORDER BY t.seq DESC`,
    )
    .pluck()

  // By row number: the number of the scope (0: no vector) and the code.
  let scopeNumbers = new Uint16Array(1024)
  let codes = new Uint32Array(1024 * words)
  let distances = new Uint16Array(1024)
  let last = 0
  let count = 0
  const scopes = new Map<string, number>()
  const cache = new Map<number, Float16Array>()

  function grow(seq: number): void {
    if (seq < scopeNumbers.length) return
    const size = Math.max(seq + 1, scopeNumbers.length * 2)
    const [oldScopes, oldCodes] = [scopeNumbers, codes]
    scopeNumbers = new Uint16Array(size)
    scopeNumbers.set(oldScopes)
    codes = new Uint32Array(size * words)
    codes.set(oldCodes)
    distances = new Uint16Array(size)
  }

  function scopeNumber(scope: string): number {
    let known = scopes.get(scope)
    // 65,535 scopes have numbers of their own; what comes after shares the last and is found by its words alone.
    if (known === undefined) scopes.set(scope, (known = Math.min(scopes.size + 1, 65_535)))
    return known
  }

  function keep(seq: number, scope: string, code: Uint32Array): void {
    grow(seq)
    if (scopeNumbers[seq] === 0) count++
    scopeNumbers[seq] = scopeNumber(scope)
    codes.set(code, seq * words)
    last = Math.max(last, seq)
  }

  function drop(seq: number): void {
    cache.delete(seq)
    if (seq >= scopeNumbers.length || scopeNumbers[seq] === 0) return
    scopeNumbers[seq] = 0
    count--
  }

  function vectorOf(seq: number): Float16Array | undefined {
    const known = cache.get(seq)
    if (known) return known
    const blob = selectVector.get(seq, number) as Buffer | undefined
    if (!blob || blob.length !== dimension * 2) return undefined
    // The blob's memory may begin at an odd address, and is the driver's.
    const vector = new Float16Array(new Uint8Array(blob).buffer)
    if (cache.size >= maximumCached) cache.clear()
    cache.set(seq, vector)
    return vector
  }

  function cosine(vector: Float16Array, query: Float32Array): number {
    let [a, b, c, d] = [0, 0, 0, 0]
    for (let i = 0; i < dimension; i += 4) {
      a += (vector[i] ?? 0) * (query[i] ?? 0)
      b += (vector[i + 1] ?? 0) * (query[i + 1] ?? 0)
      c += (vector[i + 2] ?? 0) * (query[i + 2] ?? 0)
      d += (vector[i + 3] ?? 0) * (query[i + 3] ?? 0)
    }
    return a + b + c + d
  }

  function codeOf(vector: ArrayLike<number>): Uint32Array {
    const code = new Uint32Array(words)
    for (let i = 0; i < dimension; i++) {
      if ((vector[i] ?? 0) > 0) code[i >> 5] = (code[i >> 5] ?? 0) | (1 << (i & 31))
    }
    return code
  }

  /** Rows whose codes differ least from the query's, about `wanted`: a histogram of distances tells where to cut. */
  function nearestByCode(query: Float32Array, allowed: ReadonlySet<number>, wanted: number): number[] {
    const code = codeOf(query)
    const histogram = new Uint32Array(dimension + 1)
    for (let seq = 1; seq <= last; seq++) {
      const scope = scopeNumbers[seq] ?? 0
      if (scope === 0 || !allowed.has(scope)) {
        distances[seq] = 65_535
        continue
      }
      let distance = 0
      const base = seq * words
      for (let word = 0; word < words; word++) {
        let bits = (codes[base + word] ?? 0) ^ (code[word] ?? 0)
        bits -= (bits >>> 1) & 0x55555555
        bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
        distance += (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
      }
      distances[seq] = distance
      histogram[distance] = (histogram[distance] ?? 0) + 1
    }
    let cut = 0
    for (let sum = 0; cut < dimension; cut++) {
      sum += histogram[cut] ?? 0
      if (sum >= wanted) break
    }
    const result: number[] = []
    for (let seq = 1; seq <= last && result.length < wanted * 2; seq++) {
      if ((distances[seq] ?? 0) <= cut) result.push(seq)
    }
    return result
  }

  return {
    async load() {
      const from = last
      for (let after = from; ;) {
        const rows = selectCodes.all(after, number, slice) as { seq: number; scope: string; code: Buffer }[]
        for (const row of rows) {
          keep(row.seq, row.scope, new Uint32Array(new Uint8Array(row.code).buffer))
          after = row.seq
        }
        if (rows.length < slice) return
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
    put(seq, vector) {
      const scope = scopeOf.get(seq) as string | undefined
      if (scope === undefined) return
      const code = codeOf(vector)
      const half = new Float16Array(vector)
      insertVector.run(seq, number, Buffer.from(half.buffer))
      insertCode.run(seq, number, scope, Buffer.from(code.buffer))
      keep(seq, scope, code)
      cache.delete(seq)
    },
    refresh(seq) {
      drop(seq)
      const row = selectCode.get(seq, number) as { scope: string; code: Buffer } | undefined
      if (!row) return scopeOf.get(seq) !== undefined
      keep(seq, row.scope, new Uint32Array(new Uint8Array(row.code).buffer))
      return false
    },
    missing: (from, to) => selectMissing.all(from, to, number) as number[],
    similarity(seq, query) {
      if (seq >= scopeNumbers.length || scopeNumbers[seq] === 0) return undefined
      const vector = vectorOf(seq)
      return vector && cosine(vector, query)
    },
    nearest(query, names, wanted) {
      const allowed = new Set<number>()
      for (const name of names) {
        const known = scopes.get(name)
        if (known !== undefined) allowed.add(known)
      }
      if (allowed.size === 0) return []
      const candidates =
        count <= exact
          ? Array.from({ length: last }, (_, i) => i + 1).filter((seq) => allowed.has(scopeNumbers[seq] ?? 0))
          : nearestByCode(query, allowed, rescored)
      const scored: { seq: number; value: number }[] = []
      for (const seq of candidates) {
        const vector = vectorOf(seq)
        if (vector) scored.push({ seq, value: cosine(vector, query) })
      }
      return scored
        .toSorted((a, b) => b.value - a.value || a.seq - b.seq)
        .slice(0, wanted)
        .map((one) => one.seq)
    },
    size: () => count,
    forget,
  }

  function forget(): void {
    scopeNumbers = new Uint16Array(1024)
    codes = new Uint32Array(1024 * words)
    distances = new Uint16Array(1024)
    last = 0
    count = 0
    scopes.clear()
    cache.clear()
  }
}

function modelNumber(database: WritableDatabase, model: { name: string; dimension: number }): number {
  return database
    .transaction(() => {
      database
        .prepare('INSERT INTO vector_models (name, dimension) VALUES (?, ?) ON CONFLICT (name) DO NOTHING')
        .run(model.name, model.dimension)
      const found = database
        .prepare('SELECT number FROM vector_models WHERE name = ?')
        .pluck()
        .get(model.name) as number
      database.prepare('DELETE FROM memory_vectors WHERE model <> ?').run(found)
      database.prepare('DELETE FROM memory_codes WHERE model <> ?').run(found)
      return found
    })
    .immediate()
}
