import type { ReadableDatabase } from '../../store/open.ts'
import type { MemoryRow } from '../database/rows.ts'
import { stem, words } from '../text/analyse.ts'

/** What ranking knows of a memory without reading it: numbered terms, place in its session, flags. */
export interface Entry {
  seq: number
  /** The session it belongs to, with the entries known of it. */
  session: SessionEntries | undefined
  position: number
  /** Stems of the speaker's name. */
  speaker: readonly string[]
  occurredAt: number
  /** Numbers of its index terms in order; see {@link TermNumbers}. */
  terms: Int32Array
  flags: number
  utility: number
  importance: number
  /** Scratch of the ranking: its place in the query with this number. */
  query: number
  place: number
}

/** Entries of one session by position; null: there is none at this position. */
export interface SessionEntries {
  scope: string
  session: string
  byPosition: Map<number, Entry | null>
}

/** Numbers for terms, the same for the whole life of the process. */
export interface TermNumbers {
  of(term: string): number
  size(): number
}

/** A bounded cache of {@link Entry} over the database; other writers' changes are noticed by SQLite's `data_version`. */
export interface Entries {
  numbers: TermNumbers
  bySeq(seqs: readonly number[]): Map<number, Entry>
  /** The entry at a position of a session; undefined where there is none. */
  at(session: SessionEntries | undefined, position: number): Entry | undefined
  /** As `at`, but only what is in the cache. */
  near(session: SessionEntries | undefined, position: number): Entry | undefined
  /** Notes that a row was written or removed by this process. */
  changed(row: Pick<MemoryRow, 'seq' | 'scope' | 'session' | 'position'>): void
  forget(): void
}

interface EntryRow {
  seq: number
  scope: string
  session: string | null
  position: number | null
  speaker: string | null
  occurredAt: number | null
  terms: string
  flags: number
  utility: number
  importance: number
}

const maximumEntries = 60_000

export function createEntries(database: ReadableDatabase): Entries {
  const termNumbers = new Map<string, number>()
  const numbers: TermNumbers = {
    of(term) {
      let number = termNumbers.get(term)
      if (number === undefined) {
        number = termNumbers.size
        termNumbers.set(term, number)
      }
      return number
    },
    size: () => termNumbers.size,
  }
  const speakers = new Map<string, readonly string[]>()
  const cached = new Map<number, Entry>()
  const sessions = new Map<string, SessionEntries>()
  let version = -1
  const columns =
    'm.seq, m.scope, m.session, m.position, m.speaker, m.occurredAt, m.utility, m.importance, t.terms, t.flags'
  const many = database.prepare(
    `SELECT ${columns} FROM memories m JOIN memory_terms t ON t.seq = m.seq WHERE m.seq IN (SELECT value FROM json_each(?))`,
  )
  const around = database.prepare(
    `SELECT ${columns} FROM memories m JOIN memory_terms t ON t.seq = m.seq
     WHERE m.session = ? AND m.scope = ? AND m.position BETWEEN ? AND ? AND m.endedAt IS NULL`,
  )

  function speakerTerms(speaker: string | null): readonly string[] {
    if (speaker === null) return []
    let terms = speakers.get(speaker)
    if (!terms) {
      terms = words(speaker).map(stem)
      speakers.set(speaker, terms)
    }
    return terms
  }

  function sessionKey(scope: string, session: string): string {
    return `${scope}\u0000${session}`
  }
  function sessionOf(scope: string, session: string): SessionEntries {
    const key = sessionKey(scope, session)
    let known = sessions.get(key)
    if (!known) sessions.set(key, (known = { scope, session, byPosition: new Map() }))
    return known
  }

  function take(row: EntryRow): Entry {
    const known = cached.get(row.seq)
    if (known) return known
    const list = row.terms === '' ? [] : row.terms.split(' ')
    const terms = new Int32Array(list.length)
    for (let i = 0; i < list.length; i++) terms[i] = numbers.of(list[i] ?? '')
    const session =
      row.session === null || row.position === null ? undefined : sessionOf(row.scope, row.session)
    const entry: Entry = {
      seq: row.seq,
      session,
      position: row.position ?? 0,
      speaker: speakerTerms(row.speaker),
      occurredAt: row.occurredAt ?? 0,
      terms,
      flags: row.flags,
      utility: row.utility,
      importance: row.importance,
      query: 0,
      place: 0,
    }
    cached.set(row.seq, entry)
    session?.byPosition.set(entry.position, entry)
    return entry
  }

  function forget(): void {
    cached.clear()
    sessions.clear()
  }

  function refresh(): void {
    const now = database.pragma('data_version', { simple: true }) as number
    if (now !== version || cached.size > maximumEntries) forget()
    if (termNumbers.size > 2_000_000) {
      forget()
      termNumbers.clear()
    }
    version = now
  }

  return {
    numbers,
    forget,
    bySeq(seqs) {
      refresh()
      const result = new Map<number, Entry>()
      const missing: number[] = []
      for (const seq of seqs) if (!cached.has(seq)) missing.push(seq)
      if (missing.length > 0) for (const row of many.all(JSON.stringify(missing))) take(row as EntryRow)
      for (const seq of seqs) {
        const entry = cached.get(seq)
        if (entry) result.set(seq, entry)
      }
      return result
    },
    at(session, position) {
      if (!session || position < 0) return undefined
      const known = session.byPosition.get(position)
      if (known !== undefined) return known ?? undefined
      const [from, to] = [position - 2, position + 2]
      for (let p = from; p <= to; p++) if (!session.byPosition.has(p)) session.byPosition.set(p, null)
      for (const row of around.all(session.session, session.scope, from, to)) {
        const entry = take(row as EntryRow)
        session.byPosition.set(entry.position, entry)
      }
      return session.byPosition.get(position) ?? undefined
    },
    near: (session, position) => session?.byPosition.get(position) ?? undefined,
    changed(row) {
      cached.delete(row.seq)
      if (row.session !== null && row.position !== null) {
        sessions.get(sessionKey(row.scope, row.session))?.byPosition.delete(row.position)
      }
    },
  }
}
