import type { ReadableDatabase } from '../../store/open.ts'
import { stem, words } from '../text/analyse.ts'

/** What ranking knows of a memory without reading it: numbered terms, place in its session, flags. */
export interface Entry {
  seq: number
  /** Scope and session, or empty without a session. */
  session: string
  position: number
  /** Stems of the speaker's name. */
  speaker: readonly string[]
  occurredAt: number
  /** Numbers of its index terms in order; see {@link TermNumbers}. */
  terms: Int32Array
  flags: number
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
  at(session: string, position: number): Entry | undefined
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
  const byPosition = new Map<string, Entry | null>()
  let version = -1
  const columns = 'm.seq, m.scope, m.session, m.position, m.speaker, m.occurredAt, t.terms, t.flags'
  const one = database.prepare(
    `SELECT ${columns} FROM memories m JOIN memory_terms t ON t.seq = m.seq WHERE m.seq = ?`,
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

  function take(row: EntryRow): Entry {
    const known = cached.get(row.seq)
    if (known) return known
    const list = row.terms === '' ? [] : row.terms.split(' ')
    const terms = new Int32Array(list.length)
    for (let i = 0; i < list.length; i++) terms[i] = numbers.of(list[i] ?? '')
    const entry: Entry = {
      seq: row.seq,
      session: row.session === null || row.position === null ? '' : `${row.scope}\u0000${row.session}`,
      position: row.position ?? 0,
      speaker: speakerTerms(row.speaker),
      occurredAt: row.occurredAt ?? 0,
      terms,
      flags: row.flags,
    }
    cached.set(row.seq, entry)
    if (entry.session !== '') byPosition.set(`${entry.session}\u0000${entry.position}`, entry)
    return entry
  }

  function forget(): void {
    cached.clear()
    byPosition.clear()
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
      for (const seq of seqs) {
        const known = cached.get(seq)
        if (known) result.set(seq, known)
        else {
          const row = one.get(seq) as EntryRow | undefined
          if (row) result.set(seq, take(row))
        }
      }
      return result
    },
    at(session, position) {
      if (session === '' || position < 0) return undefined
      const key = `${session}\u0000${position}`
      const known = byPosition.get(key)
      if (known !== undefined) return known ?? undefined
      const cut = session.indexOf('\u0000')
      const [from, to] = [position - 2, position + 2]
      for (let p = from; p <= to; p++) {
        const other = `${session}\u0000${p}`
        if (!byPosition.has(other)) byPosition.set(other, null)
      }
      for (const row of around.all(session.slice(cut + 1), session.slice(0, cut), from, to))
        take(row as EntryRow)
      return byPosition.get(key) ?? undefined
    },
  }
}
