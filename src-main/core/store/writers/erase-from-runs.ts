import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import type { WritableDatabase } from '../open.ts'

/** A text that must not be found any more: what is literal in it, and between that the personal values that runs hold as tokens. */
export interface ErasableText {
  /** Parts before, between and after the values; one more than `values`. */
  parts: string[]
  values: string[]
}

/** What was cleaned. */
export interface ErasedFromRuns {
  /** Payloads, events, titles, variables and files of runs and sessions that held one of the texts. */
  places: number
  /** Nothing of them is left in the bytes of the database file and its log. */
  clean: boolean
}

const token = /\[[A-Z][A-Z0-9_]*_\d+\]/g

/** A text cut where personal values, or tokens for them, stand in it: a run may have had another token for the same value. */
export function cutAtValues(text: string, spans: readonly { start: number; end: number }[]): ErasableText {
  const result: ErasableText = { parts: [], values: [] }
  let from = 0
  const tokens = [...text.matchAll(token)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }))
  for (const { start, end } of [...spans, ...tokens].toSorted((a, b) => a.start - b.start)) {
    if (start < from) continue
    result.parts.push(text.slice(from, start))
    result.values.push(text.slice(start, end))
    from = end
  }
  result.parts.push(text.slice(from))
  return result
}

const shortest = 8
const mark = '[erased]'

/**
 * Takes texts out of everything that runs left in `athena.db`: payloads, events, titles, the variables and files of sessions. A payload gets a
 * new name, for its name is the hash of what was in it. The freed bytes are overwritten and the write-ahead log is cut.
 */
export function eraseFromRuns(
  database: WritableDatabase,
  path: string,
  texts: readonly ErasableText[],
): ErasedFromRuns {
  const patterns = texts.flatMap(patternsOf)
  if (patterns.length === 0) return { places: 0, clean: true }
  const needles = [...new Set(patterns.map((one) => one.needle))]
  const clean = (text: string): string =>
    patterns.reduce(
      (result, one) => (result.includes(one.needle) ? result.replace(one.whole, mark) : result),
      text,
    )
  let places = 0
  database.pragma('secure_delete = ON')
  const has = (column: string): string =>
    `EXISTS (SELECT 1 FROM json_each(?) WHERE instr(${column}, json_each.value) > 0)`
  const asked = JSON.stringify(needles)
  database
    .transaction(() => {
      const blobs = database
        .prepare<[string], { hash: string; text: string }>(
          `SELECT hash, text FROM blobs WHERE ${has('text')}`,
        )
        .all(asked)
      for (const { hash, text } of blobs) {
        const next = clean(text)
        if (next === text) continue
        const name = createHash('sha256').update(next).digest('hex')
        database
          .prepare('INSERT OR IGNORE INTO blobs (hash, size, text) VALUES (?, ?, ?)')
          .run(name, Buffer.byteLength(next), next)
        for (const column of ['code_ref', 'answer_ref', 'result_ref'])
          database.prepare(`UPDATE runs SET ${column} = ? WHERE ${column} = ?`).run(name, hash)
        const named = database
          .prepare<[string], { run: string; seq: number; event: string }>(
            'SELECT run, seq, event FROM events WHERE instr(event, ?) > 0',
          )
          .all(hash)
        for (const { run, seq, event } of named) {
          const parsed = JSON.parse(event.replaceAll(hash, name)) as { preview?: string }
          // A preview is cut, so the text in it may be cut too.
          if (parsed.preview !== undefined) parsed.preview = mark
          database
            .prepare('UPDATE events SET event = ? WHERE run = ? AND seq = ?')
            .run(JSON.stringify(parsed), run, seq)
        }
        database.prepare('DELETE FROM blobs WHERE hash = ?').run(hash)
        places++
      }
      // A title is cut short, so the text in it may be cut too: its beginning is enough.
      for (const { parts } of texts) {
        const beginning = (parts[0] ?? '').slice(0, 16)
        if (beginning.trim().length < shortest) continue
        for (const table of ['runs', 'sessions']) {
          const { changes } = database
            .prepare(`UPDATE ${table} SET title = ? WHERE instr(title, ?) > 0`)
            .run(mark, beginning)
          places += changes
        }
      }
      const columns = [
        ['events', 'event', ['run', 'seq']],
        ['runs', 'title', ['id']],
        ['runs', 'note', ['id']],
        ['runs', 'error', ['id']],
        ['sessions', 'title', ['id']],
        ['sessions', 'state', ['id']],
        ['files', 'content', ['session', 'path']],
      ] as const
      for (const [table, column, key] of columns) {
        const rows = database
          .prepare<[string], Record<string, string | number>>(
            `SELECT ${key.join(', ')}, CAST(${column} AS TEXT) AS value FROM ${table} WHERE ${column} IS NOT NULL AND ${has(`CAST(${column} AS TEXT)`)}`,
          )
          .all(asked)
        for (const row of rows) {
          const text = String(row['value'])
          const next = clean(text)
          if (next === text) continue
          database
            .prepare(
              `UPDATE ${table} SET ${column} = ? WHERE ${key.map((one) => `${one} = ?`).join(' AND ')}`,
            )
            .run(table === 'files' ? Buffer.from(next) : next, ...key.map((one) => row[one]))
          places++
        }
      }
    })
    .immediate()
  const log = (): void => void database.pragma('wal_checkpoint(TRUNCATE)')
  log()
  if (!found(path, patterns)) return { places, clean: true }
  // Slack of pages that were split or freed before bytes were overwritten: rewriting the file drops it.
  database.exec('VACUUM')
  log()
  return { places, clean: !found(path, patterns) }
}

interface Pattern {
  /** The longest literal part. */
  needle: string
  whole: RegExp
  /** There is no value in it: the needle is the whole text. */
  literal: boolean
}

/** A text as it stands in files and in code, in JSON, and in JSON within JSON. */
function patternsOf({ parts, values }: ErasableText): Pattern[] {
  const json = (text: string): string => JSON.stringify(text).slice(1, -1)
  const forms = [(text: string) => text, json, (text: string) => json(json(text))]
  const seen = new Set<string>()
  return forms.flatMap((form) => {
    const written = parts.map(form)
    const needle = written.toSorted((a, b) => b.length - a.length)[0] ?? ''
    const source = written
      .map((part, index) => {
        const value = values[index]
        const between = value === undefined ? '' : `(?:${escape(form(value))}|${token.source})`
        return `${escape(part)}${between}`
      })
      .join('')
    if (needle.trim().length < shortest || seen.has(source)) return []
    seen.add(source)
    return [{ needle, whole: new RegExp(source, 'g'), literal: values.length === 0 }]
  })
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Whether a text without personal values is in the bytes of a database file or its log. */
function found(path: string, patterns: readonly Pattern[]): boolean {
  const needles = patterns.filter((one) => one.literal).map((one) => Buffer.from(one.needle.slice(0, 200)))
  if (needles.length === 0) return false
  const longest = Math.max(...needles.map((one) => one.length))
  for (const file of [path, `${path}-wal`]) {
    if (!existsSync(file)) continue
    const handle = openSync(file, 'r')
    try {
      const buffer = Buffer.alloc(4 * 1024 * 1024 + longest)
      let kept = 0
      for (;;) {
        const read = readSync(handle, buffer, kept, buffer.length - kept, null)
        if (read === 0) break
        const part = buffer.subarray(0, kept + read)
        if (needles.some((needle) => part.includes(needle))) return true
        kept = Math.min(longest, part.length)
        part.copy(buffer, 0, part.length - kept)
      }
    } finally {
      closeSync(handle)
    }
  }
  return false
}
