import type Database from 'better-sqlite3'
import { closeSync, openSync, readSync, existsSync } from 'node:fs'

/** A memory to be erased: its id and the texts that must not be found afterwards. */
export interface Erasable {
  id: string
  seq: number
  texts: readonly string[]
}

/**
 * Removes every trace of memories inside an open transaction: rows, index, links, journal images, stored results, notes of what was recalled.
 * With SQLite's `secure_delete` and FTS5's `secure-delete` the bytes are overwritten; the caller truncates the WAL afterwards.
 */
export function eraseRows(database: Database.Database, list: readonly Erasable[]): void {
  const terms = database.prepare('SELECT terms FROM memory_terms WHERE seq = ?').pluck()
  const unindex = database.prepare(
    "INSERT INTO memory_fts (memory_fts, rowid, terms) VALUES ('delete', ?, ?)",
  )
  const run = (sql: string, ...parameters: unknown[]): void => {
    database.prepare(sql).run(...parameters)
  }
  for (const { id, seq, texts } of list) {
    const indexed = terms.get(seq) as string | undefined
    if (indexed !== undefined) {
      unindex.run(seq, indexed)
      run('DELETE FROM memory_terms WHERE seq = ?', seq)
    }
    run('DELETE FROM memory_vectors WHERE seq = ?', seq)
    run('DELETE FROM memory_codes WHERE seq = ?', seq)
    run('DELETE FROM memories WHERE id = ?', id)
    run('DELETE FROM links WHERE fromId = ? OR toId = ?', id, id)
    run('DELETE FROM changes WHERE id = ?', id)
    run('DELETE FROM activation WHERE id = ?', id)
    run('UPDATE operations SET result = NULL WHERE result IS NOT NULL AND instr(result, ?) > 0', `"${id}"`)
    run("UPDATE recalls SET query = NULL, given = '[]' WHERE instr(given, ?) > 0", `"${id}"`)
    for (const text of texts) {
      if (text.trim().length < 4) continue
      const escaped = JSON.stringify(text).slice(1, -1)
      run(
        "UPDATE changes SET before = replace(before, ?, '[erased]') WHERE before IS NOT NULL AND instr(before, ?) > 0",
        escaped,
        escaped,
      )
      // Inside a stored row the data column is JSON in JSON.
      const twice = JSON.stringify(escaped).slice(1, -1)
      if (twice !== escaped)
        run(
          "UPDATE changes SET before = replace(before, ?, '[erased]') WHERE before IS NOT NULL AND instr(before, ?) > 0",
          twice,
          twice,
        )
      run('UPDATE operations SET result = NULL WHERE result IS NOT NULL AND instr(result, ?) > 0', escaped)
      run('UPDATE recalls SET query = NULL WHERE query IS NOT NULL AND instr(query, ?) > 0', text)
    }
  }
}

/** Brings the WAL into the file and cuts it; false when another process reads and it could not be. */
export function truncateLog(database: Database.Database): boolean {
  const [result] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
  return result?.busy === 0
}

/** Which of some texts are still in the bytes of a database file, its WAL or journal. */
export function textsInFile(path: string, texts: readonly string[]): string[] {
  const needles = texts
    .filter((text) => text.length >= 8)
    .map((text) => ({ text, bytes: Buffer.from(text.slice(0, 400)) }))
  const found = new Set<string>()
  if (needles.length === 0 || path === ':memory:') return []
  const longest = Math.max(...needles.map((one) => one.bytes.length))
  for (const file of [path, `${path}-wal`, `${path}-journal`]) {
    if (!existsSync(file)) continue
    const handle = openSync(file, 'r')
    try {
      const buffer = Buffer.alloc(4 * 1024 * 1024 + longest)
      let kept = 0
      for (;;) {
        const read = readSync(handle, buffer, kept, buffer.length - kept, null)
        if (read === 0) break
        const part = buffer.subarray(0, kept + read)
        for (const { text, bytes } of needles) if (part.includes(bytes)) found.add(text)
        kept = Math.min(longest, part.length)
        part.copy(buffer, 0, part.length - kept)
      }
    } finally {
      closeSync(handle)
    }
  }
  return [...found]
}
