import type Database from 'better-sqlite3'
import type { MemoryRow } from './rows.ts'
import { analyse } from '../text/analyse.ts'
import { flagsOf } from '../text/flags.ts'

/** The full-text index of memories: written with the rows, in the same transaction. Vectors go with the text they were made of. */
export interface TextIndex {
  add(row: MemoryRow): void
  replace(before: MemoryRow, after: MemoryRow): void
  remove(row: MemoryRow): void
  /** Makes the whole index anew from the rows; gives the number of rows indexed. */
  rebuild(): number
  /** Rows without index entry and entries without row. */
  desync(): { missing: number; orphans: number }
}

/** What of a memory is searched: its name, its content and its tags. */
export function indexedText(row: Pick<MemoryRow, 'name' | 'content' | 'tags'>): string {
  const name = row.name !== null && !row.content.includes(row.name) ? `${row.name}\n` : ''
  return `${name}${row.content}${row.tags.length > 0 ? `\n${row.tags.join(' ')}` : ''}`
}

/** Kinds of records that are never found by text: only reached from what they belong to. */
const silentKinds = new Set(['run', 'proposal', 'judgement', 'cycle', 'conflict', 'seen'])

export function createTextIndex(database: Database.Database): TextIndex {
  const insertTerms = database.prepare('INSERT INTO memory_terms (seq, terms, flags) VALUES (?, ?, ?)')
  const deleteTerms = database.prepare('DELETE FROM memory_terms WHERE seq = ?')
  const selectTerms = database.prepare('SELECT terms FROM memory_terms WHERE seq = ?').pluck()
  const insertText = database.prepare('INSERT INTO memory_fts (rowid, terms) VALUES (?, ?)')
  const deleteText = database.prepare(
    "INSERT INTO memory_fts (memory_fts, rowid, terms) VALUES ('delete', ?, ?)",
  )

  const deleteVector = database.prepare('DELETE FROM memory_vectors WHERE seq = ?')
  const deleteCode = database.prepare('DELETE FROM memory_codes WHERE seq = ?')
  const moveCode = database.prepare('UPDATE memory_codes SET scope = ? WHERE seq = ?')

  function add(row: MemoryRow): void {
    if (silentKinds.has(row.kind)) return
    const text = indexedText(row)
    const terms = analyse(text).join(' ')
    insertTerms.run(row.seq, terms, flagsOf(row.content))
    insertText.run(row.seq, terms)
  }
  function remove(row: MemoryRow): void {
    const terms = selectTerms.get(row.seq) as string | undefined
    if (terms === undefined) return
    deleteText.run(row.seq, terms)
    deleteTerms.run(row.seq)
    deleteVector.run(row.seq)
    deleteCode.run(row.seq)
  }
  return {
    add,
    remove,
    replace(before, after) {
      if (before.scope !== after.scope) moveCode.run(after.scope, after.seq)
      if (indexedText(before) === indexedText(after) && before.kind === after.kind) return
      remove(before)
      add(after)
    },
    rebuild() {
      database.exec("DELETE FROM memory_terms; INSERT INTO memory_fts(memory_fts) VALUES ('delete-all')")
      const rows = database.prepare(
        'SELECT seq, kind, name, content, tags FROM memories WHERE seq > ? ORDER BY seq LIMIT 1000',
      )
      let last = 0
      let count = 0
      for (;;) {
        const page = rows.all(last) as (Pick<MemoryRow, 'seq' | 'kind' | 'name' | 'content'> & {
          tags: string
        })[]
        if (page.length === 0) return count
        for (const row of page) {
          add({ ...row, tags: JSON.parse(row.tags) as string[] } as MemoryRow)
          last = row.seq
          count++
        }
      }
    },
    desync() {
      const kinds = [...silentKinds].map((kind) => `'${kind}'`).join(', ')
      const missing = database
        .prepare(
          `SELECT count(*) FROM memories m WHERE kind NOT IN (${kinds}) AND NOT EXISTS (SELECT 1 FROM memory_terms t WHERE t.seq = m.seq)`,
        )
        .pluck()
        .get() as number
      const orphans = database
        .prepare(
          'SELECT count(*) FROM memory_terms t WHERE NOT EXISTS (SELECT 1 FROM memories m WHERE m.seq = t.seq)',
        )
        .pluck()
        .get() as number
      return { missing, orphans }
    },
  }
}
