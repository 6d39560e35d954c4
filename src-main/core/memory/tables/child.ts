import Database from 'better-sqlite3'
import type { TableRow, TablesAnswer } from './api.ts'

/**
 * Reads the memory's file for the window, in a process of its own: a statement that runs too long is ended by ending
 * the process, whatever SQLite is doing. The connection is read-only, and `query_only` says so a second time.
 * Input: one JSON object in argv; output: one JSON object on stdout.
 */
interface Request {
  path: string
  /** Absent: the tables are listed. */
  sql?: string
  limit: number
}

/** Characters of a cell that are shown. */
const cellCharacters = 2_000

const request = JSON.parse(process.argv[2] ?? '{}') as Request

function cell(value: unknown): string | number | null {
  if (value === null || typeof value === 'number') return value
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return `(${value.length} bytes)`
  const text = String(value)
  return text.length > cellCharacters ? `${text.slice(0, cellCharacters)}…` : text
}

function tables(database: Database.Database): TablesAnswer {
  const found = database
    .prepare<[], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql IS NOT NULL ORDER BY name",
    )
    .all()
  return {
    tables: found.map(({ name, sql }): TableRow => {
      const quoted = `"${name.replaceAll('"', '""')}"`
      const count = database.prepare<[], { n: number }>(`SELECT count(*) AS n FROM ${quoted}`).get()?.n ?? 0
      const columns = database
        .prepare<[], { name: string; type: string }>(`PRAGMA table_info(${quoted})`)
        .all()
        .map((column) => ({ name: column.name, type: column.type }))
      return { name, rows: count, columns, sql }
    }),
  }
}

function query(database: Database.Database, sql: string, limit: number): unknown {
  const statement = database.prepare(sql)
  if (!statement.reader) throw new Error('Only statements that read are run here, such as SELECT.')
  const plan = /^\s*(select|with)\b/i.test(sql)
    ? database
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => row.detail)
    : []
  const started = performance.now()
  const rows: (string | number | null)[][] = []
  let truncated = false
  for (const row of statement.raw().iterate() as Iterable<unknown[]>) {
    if (rows.length >= limit) {
      truncated = true
      break
    }
    rows.push(row.map(cell))
  }
  return {
    columns: statement.columns().map((column) => column.name),
    rows,
    truncated,
    ms: performance.now() - started,
    plan,
  }
}

let answer: unknown
try {
  const database = new Database(request.path, { readonly: true, fileMustExist: true, timeout: 1000 })
  database.pragma('query_only = ON')
  answer = { ok: request.sql === undefined ? tables(database) : query(database, request.sql, request.limit) }
  database.close()
} catch (error) {
  answer = { error: error instanceof Error ? error.message : String(error) }
}
process.stdout.write(JSON.stringify(answer))
