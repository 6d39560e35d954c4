import type Database from 'better-sqlite3'
import type { Json } from '../../../contract/json.ts'
import type { Ids } from '../../ports.ts'
import type { Caller } from '../../gateway/api.ts'
import type { MemoryStore } from '../database/store.ts'
import { memoryColumns, fromStored, type Layer, type MemoryRow, type StoredRow } from '../database/rows.ts'
import { estimateTokens } from '../shared/tokens.ts'
import { quoteTerm } from '../text/analyse.ts'
import type { Embedding } from '../embedding/embedding.ts'
import { createEntries, type Entry } from './entries.ts'
import { parseQuery, type ParsedQuery } from './query.ts'
import { scoreEntries } from './score.ts'
import {
  candidateCount,
  candidateCountLarge,
  commonShare,
  commonShareSmall,
  largeMemory,
  maximumPostings,
  smallMemory,
  expandedCount,
  expandedCountLarge,
  similarCount,
  builtInWeights,
  rankingSetting,
  type Weights,
} from './weights.ts'

/** Which memories a search may give. */
export interface Filter {
  scopes: readonly string[]
  layers?: readonly Layer[] | undefined
  kinds?: readonly string[] | undefined
  /** All of these. */
  tags?: readonly string[] | undefined
  session?: string | undefined
  place?: string | undefined
  /** Any of these, as speaker or participant. */
  participants?: readonly string[] | undefined
  /** Bounds of `occurredAt`, epoch ms, both inclusive. */
  from?: number | undefined
  to?: number | undefined
  /** True in the world at this time. */
  validAt?: number | undefined
  /** As believed at this time. */
  asOf?: number | undefined
  /** Also what was superseded, retracted, forgotten. */
  ended?: boolean | undefined
  /** Also what decay moved away. */
  cold?: boolean | undefined
  minimumConfidence?: number | undefined
  parent?: string | undefined
  status?: string | undefined
}

export interface SearchRequest extends Filter {
  query: string
  limit: number
  now: number
  /** Text whose meaning counts, when it is not the query's; prepared by `embedding.prepare`. */
  meaning?: string | undefined
  /** Other weights than those of this memory, to try them. */
  weights?: Weights | undefined
  /** For a quick look: only so many of the rarest terms find candidates, and only so many candidates are ranked, without their neighbours. */
  quick?: { terms: number; candidates: number } | undefined
}

/** A found memory and what made up its score. */
export interface Hit {
  row: MemoryRow
  /** About 0 to 1.5; comparable within one answer only. */
  score: number
  /** Named parts that sum to the score. */
  signals: Record<string, number>
}

export interface Given {
  operation: string
  caller: Caller
  scope: readonly string[]
  at: number
  query?: string | undefined
  hits: readonly { id: string; score: number; text: string; signals?: Record<string, number> }[]
}

/** The one retrieval engine of all layers. */
export interface Retrieval {
  search(request: SearchRequest): Hit[]
  /** The WHERE clause of a filter over `memories m`. */
  where(filter: Filter): { sql: string; parameters: unknown[] }
  /** Notes what an answer gave: for activation, `explain`, repeats. Returns the id of the answer. */
  noteGiven(given: Given): string
  /** Writes pending notes. */
  flush(): void
  /** Drops what is cached, after rows were erased. */
  forget(): void
  parse(query: string): ParsedQuery
  /** In how many memories an index term occurs. */
  documentFrequency(term: string): number
  /** Indexed memories of all scopes. */
  size(): number
  /** The weights that rank this memory. */
  weights(): Weights
}

/** The engine over a store; with an embedder that is on, likeness of meaning counts too. */
export function createRetrieval(
  store: MemoryStore,
  ids: Ids,
  embedding?: Pick<Embedding, 'index' | 'vectorOf'>,
): Retrieval {
  const { database } = store
  const entries = createEntries(database)
  store.onChange((row) => entries.changed(row))
  const frequencyOf = database.prepare('SELECT doc FROM memory_vocabulary WHERE term = ?').pluck()
  const countAll = database.prepare('SELECT max(seq) FROM memory_terms').pluck()
  const frequencies = new Map<string, number>()
  let frequenciesSize = -1
  const pending: { given: Given; id: string }[] = []
  let timer: NodeJS.Timeout | undefined

  /** Rows indexed; the highest number is near enough and free. */
  function size(): number {
    return (countAll.get() as number | null) ?? 0
  }

  function documentFrequency(term: string): number {
    let found = frequencies.get(term)
    if (found === undefined) {
      found = (frequencyOf.get(term) as number | undefined) ?? 0
      // Never that a term is unknown: the next memory may be the first to have it, and must be found by it at once.
      if (found > 0) frequencies.set(term, found)
    }
    return found
  }

  /** Frequencies may be a little old, for they only weigh: a tenth of growth makes them new. Gives the size. */
  function refreshFrequencies(): number {
    const now = size()
    if (now > frequenciesSize * 1.1 || frequencies.size > 20_000) {
      frequencies.clear()
      frequenciesSize = now
    }
    return now
  }

  /** Read anew each time: one row by its key, a hundredth of a millisecond. */
  function weights(): Weights {
    const saved = store.setting<Record<string, number>>(rankingSetting)
    return saved ? { ...builtInWeights, ...saved } : builtInWeights
  }

  function where(filter: Filter): { sql: string; parameters: unknown[] } {
    const parts: string[] = []
    const parameters: unknown[] = []
    const inList = (column: string, values: readonly string[]): void => {
      parts.push(`m.${column} IN (${values.map(() => '?').join(', ')})`)
      parameters.push(...values)
    }
    inList('scope', filter.scopes)
    if (filter.layers) inList('layer', filter.layers)
    if (filter.kinds) inList('kind', filter.kinds)
    if (filter.asOf !== undefined) {
      parts.push('m.createdAt <= ? AND (m.endedAt IS NULL OR m.endedAt > ?)')
      parameters.push(filter.asOf, filter.asOf)
    } else if (filter.ended !== true) parts.push('m.endedAt IS NULL')
    if (filter.cold !== true && filter.asOf === undefined) parts.push("m.tier = 'hot'")
    if (filter.session !== undefined) {
      parts.push('m.session = ?')
      parameters.push(filter.session)
    }
    if (filter.place !== undefined) {
      parts.push('m.place = ? COLLATE NOCASE')
      parameters.push(filter.place)
    }
    if (filter.from !== undefined) {
      parts.push('m.occurredAt >= ?')
      parameters.push(filter.from)
    }
    if (filter.to !== undefined) {
      parts.push('m.occurredAt <= ?')
      parameters.push(filter.to)
    }
    if (filter.validAt !== undefined) {
      parts.push('(m.validFrom IS NULL OR m.validFrom <= ?) AND (m.validTo IS NULL OR m.validTo > ?)')
      parameters.push(filter.validAt, filter.validAt)
    }
    if (filter.minimumConfidence !== undefined) {
      parts.push('m.confidence >= ?')
      parameters.push(filter.minimumConfidence)
    }
    if (filter.parent !== undefined) {
      parts.push('m.parent = ?')
      parameters.push(filter.parent)
    }
    if (filter.status !== undefined) {
      parts.push('m.status = ?')
      parameters.push(filter.status)
    }
    for (const tag of filter.tags ?? []) {
      parts.push('EXISTS (SELECT 1 FROM json_each(m.tags) WHERE value = ? COLLATE NOCASE)')
      parameters.push(tag)
    }
    if (filter.participants && filter.participants.length > 0) {
      const one =
        "(m.speaker = ? COLLATE NOCASE OR EXISTS (SELECT 1 FROM json_each(m.data, '$.participants') WHERE value = ? COLLATE NOCASE))"
      parts.push(`(${filter.participants.map(() => one).join(' OR ')})`)
      for (const person of filter.participants) parameters.push(person, person)
    }
    return { sql: parts.join(' AND '), parameters }
  }

  const statements = new Map<string, Database.Statement>()
  function prepare(sql: string): Database.Statement {
    let statement = statements.get(sql)
    if (!statement) {
      if (statements.size > 200) statements.clear()
      statement = database.prepare(sql)
      statements.set(sql, statement)
    }
    return statement
  }

  /** Terms that find candidates: the common ones are left out, save the two rarest of the query. */
  function findingTerms(parsed: ParsedQuery, total: number, most = 40): string[] {
    const share = total > largeMemory ? commonShare : total > smallMemory ? commonShareSmall : 1
    let read = 0
    return [...parsed.terms.keys()]
      .map((term) => ({ term, frequency: documentFrequency(term) }))
      .filter((one) => one.frequency > 0)
      .toSorted((a, b) => a.frequency - b.frequency)
      .filter(({ frequency }, place) => {
        if (place < 2) {
          read += frequency
          return true
        }
        if (frequency > total * share || (total > largeMemory && read + frequency > maximumPostings))
          return false
        read += frequency
        return true
      })
      .slice(0, most)
      .map((one) => one.term)
  }

  function search(request: SearchRequest): Hit[] {
    const parsed = parseQuery(request.query)
    const total = refreshFrequencies()
    const terms = findingTerms(parsed, total, request.quick?.terms)
    const vectors = request.quick ? undefined : embedding?.index()
    const meaning = vectors && embedding?.vectorOf(request.meaning ?? request.query)
    if ((terms.length === 0 && !meaning) || request.limit < 1) return []
    const filter = where(request)
    const count =
      request.quick?.candidates ??
      Math.max(total > largeMemory ? candidateCountLarge : candidateCount, request.limit * 2)
    // The signs keep SQLite to the row numbers: no index on a column of the filter is as good.
    const check = filter.sql.replace(/\bm\.(\w+) (IN|=|>=|<=)/g, '+m.$1 $2')
    const found =
      terms.length === 0
        ? []
        : (prepare(
            `SELECT f.rowid FROM memory_fts f CROSS JOIN memories m ON m.seq = f.rowid
             WHERE f.memory_fts MATCH ? AND ${filter.sql} ORDER BY bm25(memory_fts) LIMIT ?`,
          )
            .pluck()
            .all(terms.map(quoteTerm).join(' OR '), ...filter.parameters, count) as number[])
    if (vectors && meaning) {
      const near = vectors.nearest(meaning, request.scopes, similarCount)
      const allowed = new Set(
        prepare(`SELECT m.seq FROM memories m WHERE m.seq IN (SELECT value FROM json_each(?)) AND ${check}`)
          .pluck()
          .all(JSON.stringify(near), ...filter.parameters) as number[],
      )
      const known = new Set(found)
      found.push(...near.filter((seq) => allowed.has(seq) && !known.has(seq)))
    }
    const scored = scoreEntries({
      query: parsed,
      candidates: [...entries.bySeq(found).values()],
      entries,
      weights: request.weights ?? weights(),
      similarity: vectors && meaning && ((seq) => vectors.similarity(seq, meaning)),
      expanded: request.quick ? 0 : total > largeMemory ? expandedCountLarge : expandedCount,
      readsNeighbours: !request.quick && total <= largeMemory,
      inverseFrequency: (term) => {
        const frequency = documentFrequency(term)
        return Math.log(1 + (Math.max(total, frequency) - frequency + 0.5) / (frequency + 0.5))
      },
    })
    // Neighbours came in beside the filter, so the rows are read through it.
    const rows = prepare(
      `SELECT ${prefixed} FROM memories m WHERE m.seq IN (SELECT value FROM json_each(?)) AND ${check}`,
    )
    const hits: Hit[] = []
    for (let from = 0; from < scored.length && hits.length < request.limit;) {
      const page = scored.slice(from, from + request.limit - hits.length + 4)
      from += page.length
      const stored = rows.all(
        JSON.stringify(page.map((one) => one.entry.seq)),
        ...filter.parameters,
      ) as StoredRow[]
      const bySeq = new Map(stored.map((row) => [row.seq, row]))
      for (const one of page) {
        const row = bySeq.get(one.entry.seq)
        if (row && hits.length < request.limit)
          hits.push({ row: fromStored(row), score: one.score, signals: one.signals() })
      }
    }
    return hits
  }

  const prefixed = memoryColumns.map((column) => `m.${column}`).join(', ')

  function flush(): void {
    if (timer) clearTimeout(timer)
    timer = undefined
    if (pending.length === 0) return
    const batch = pending.splice(0)
    const insertRecall = prepare(
      'INSERT INTO recalls (id, at, operation, scope, client, session, query, given, tokens, best) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    )
    const readTimes = prepare('SELECT uses, times FROM activation WHERE id = ?')
    const writeTimes = prepare(
      'INSERT INTO activation (id, uses, times) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET uses = excluded.uses, times = excluded.times',
    )
    const used = new Map<string, number[]>()
    database
      .transaction(() => {
        for (const { given, id } of batch) {
          const best = given.hits[0]?.score ?? null
          const tokens = given.hits.reduce((sum, hit) => sum + estimateTokens(hit.text), 0)
          const list: Json = given.hits.map((hit) => ({
            id: hit.id,
            score: hit.score,
            ...(hit.signals && { signals: hit.signals }),
          }))
          insertRecall.run(
            id,
            given.at,
            given.operation,
            given.scope.join(' '),
            given.caller.client,
            given.caller.session,
            given.query ?? null,
            JSON.stringify(list),
            tokens,
            best,
          )
          for (const hit of given.hits) used.set(hit.id, [...(used.get(hit.id) ?? []), given.at])
        }
        for (const [id, moments] of used) {
          const before = readTimes.get(id) as { uses: number; times: string } | undefined
          const times = before ? (JSON.parse(before.times) as number[]) : []
          writeTimes.run(
            id,
            (before?.uses ?? 0) + moments.length,
            JSON.stringify([...times, ...moments].slice(-10)),
          )
        }
      })
      .immediate()
  }

  return {
    search,
    where,
    noteGiven(given) {
      const id = ids.next('recall')
      pending.push({ given, id })
      if (pending.length >= 256) flush()
      else timer ??= setTimeout(flushQuietly, 200).unref()
      return id
    },
    flush,
    forget: () => {
      entries.forget()
      frequencies.clear()
    },
    parse: parseQuery,
    documentFrequency,
    size,
    weights,
  }

  /** A note that cannot be written (busy or full disk) is dropped: a read never fails for it. */
  function flushQuietly(): void {
    try {
      flush()
    } catch {
      timer = undefined
    }
  }
}

export type { Entry }
