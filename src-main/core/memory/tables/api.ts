/** A table of the memory's file. */
export interface TableRow {
  name: string
  rows: number
  columns: { name: string; type: string }[]
  /** Its definition. */
  sql: string
}

export interface TablesAnswer {
  tables: TableRow[]
}

/** Rows that a statement gave. */
export interface QueryAnswer {
  columns: string[]
  /** Long texts are cut, bytes are told by their number. */
  rows: (string | number | null)[][]
  /** There were more rows than asked for. */
  truncated: boolean
  /** Milliseconds the statement ran. */
  ms: number
  /** SQLite's plan (EXPLAIN QUERY PLAN), a line a step. */
  plan: string[]
}
