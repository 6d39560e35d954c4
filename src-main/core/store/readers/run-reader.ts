import type { RunEvent } from '../../../contract/events.ts'
import type { RunRow } from '../../../contract/methods.ts'
import type { ReadableDatabase } from '../open.ts'

interface Row {
  number: number
  id: string
  session: string
  client: string
  source: string
  status: string
  title: string
  code_ref: string
  started_at: number
  duration_ms: number
  calls: number
  failed_calls: number
  tools: string
  vault_tokens: number
  bytes_stayed: number
  tokens_stayed: number
  bytes_to_model: number
  tokens_to_model: number
  pinned: number
  note: string
  answer_ref: string | null
  result_ref: string | null
  error: string | null
}

/** Conditions of the runs list; all must hold. */
export interface RunFilter {
  status?: string[]
  client?: string
  session?: string
  /** `server` or `server/tool` prefix of any tool called. */
  tool?: string
  source?: string
  minDurationMs?: number
  /** Comparisons of numbers. */
  numbers?: { column: NumberColumn; than: '>' | '>=' | '<' | '<=' | '='; value: number }[]
  /** Started at or after, epoch milliseconds. */
  since?: number
  pinned?: boolean
  /** Whether values became vault tokens. */
  pii?: boolean
  /** Words that the title, the note or the id must contain, in any case. */
  text?: string[]
  /** None of these may hold. */
  not?: RunFilter[]
}

/** Columns that filters compare and lists are sorted by. */
export type NumberColumn = 'duration' | 'calls' | 'pii' | 'stayed' | 'model' | 'saved'

/** What each is in the table. */
const numberColumns: Record<NumberColumn, string> = {
  duration: 'duration_ms',
  calls: 'calls',
  pii: 'vault_tokens',
  stayed: 'bytes_stayed',
  model: 'bytes_to_model',
  saved: '(tokens_stayed - tokens_to_model)',
}

/** Order of the runs list. */
export interface RunSort {
  by: NumberColumn | 'when'
  descending: boolean
}

/** Counts of runs by value, most first. */
export type RunFacets = Record<
  'status' | 'client' | 'source' | 'server' | 'pii',
  { value: string; count: number }[]
>

export interface RunDetail {
  row: RunRow
  codeRef: string
  answerRef?: string
  resultRef?: string
  error?: { code: string; message: string; line?: number; column?: number }
}

/** Reads runs; never writes. */
export interface RunReader {
  /** Newest first, or as `sort` says, by keyset: `before` is the id of the last row of the page before. */
  page(
    filter: RunFilter,
    limit: number,
    before?: string,
    sort?: RunSort,
  ): { rows: RunRow[]; next?: string; total: number }
  facets(filter: RunFilter): RunFacets
  get(id: string): RunDetail | undefined
  events(run: string, after: number, limit: number): { seq: number; event: RunEvent }[]
  blob(ref: string, offset?: number, length?: number): { text: string; size: number } | undefined
  /** Newest ids, for error texts. */
  recent(limit: number): string[]
  /** Whether nothing has run yet. */
  isEmpty(): boolean
  /** Sums over the runs that started since a moment; `unfavourable` ones cost the model more than direct calls would have. */
  savings(epochMs: number): {
    runs: number
    stayedTokens: number
    modelTokens: number
    savedTokens: number
    unfavourable: number
  }
}

/** Makes the reader of runs over `athena.db`. `flush` is called before each read, so that what was just written is seen. */
export function createRunReader(database: ReadableDatabase, flush: () => void = () => {}): RunReader {
  const byId = database.prepare<[string], Row>('SELECT * FROM runs WHERE id = ?')
  const numberOf = database.prepare<[string], { number: number }>('SELECT number FROM runs WHERE id = ?')
  const eventsAfter = database.prepare<[string, number, number], { seq: number; event: string }>(
    'SELECT seq, event FROM events WHERE run = ? AND seq > ? ORDER BY seq LIMIT ?',
  )
  const blobByHash = database.prepare<[string], { text: string; size: number }>(
    'SELECT text, size FROM blobs WHERE hash = ?',
  )
  const anyRun = database.prepare<[], { n: number }>('SELECT 1 AS n FROM runs LIMIT 1')
  return {
    page(filter, limit, before, sort = { by: 'when', descending: true }) {
      flush()
      const { where, values } = conditions(filter)
      const total =
        database.prepare<unknown[], { n: number }>(`SELECT count(*) AS n FROM runs ${where}`).get(...values)
          ?.n ?? 0
      const column = sort.by === 'when' ? 'number' : numberColumns[sort.by]
      const [than, direction] = sort.descending ? (['<', 'DESC'] as const) : (['>', 'ASC'] as const)
      const start = before === undefined ? undefined : numberOf.get(before)?.number
      const paged =
        start === undefined
          ? where
          : `${where === '' ? 'WHERE' : `${where} AND`} (${column}, number) ${than} (SELECT ${column}, number FROM runs WHERE number = ${start})`
      const rows = database
        .prepare<unknown[], Row>(
          `SELECT * FROM runs ${paged} ORDER BY ${column} ${direction}, number ${direction} LIMIT ?`,
        )
        .all(...values, limit + 1)
      const shown = rows.slice(0, limit)
      const last = shown.at(-1)
      return { rows: shown.map(toRunRow), total, ...(rows.length > limit && last ? { next: last.id } : {}) }
    },
    facets(filter) {
      flush()
      const counts = new Map<keyof RunFacets, Map<string, number>>()
      // A facet counts what the rest of the filter leaves, so that another of its values can be chosen.
      const open = facetKeys.filter(([, key]) => filter[key] === undefined).map(([facet]) => facet)
      countFacets(database, filter, open, counts)
      for (const [facet, key] of facetKeys)
        if (filter[key] !== undefined) countFacets(database, { ...filter, [key]: undefined }, [facet], counts)
      const sorted = (facet: keyof RunFacets): RunFacets[keyof RunFacets] =>
        [...(counts.get(facet) ?? [])]
          .map(([value, count]) => ({ value, count }))
          .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value))
      return {
        status: sorted('status'),
        client: sorted('client'),
        source: sorted('source'),
        server: sorted('server'),
        pii: sorted('pii'),
      }
    },
    get(id) {
      flush()
      const row = byId.get(id)
      if (!row) return undefined
      return {
        row: toRunRow(row),
        codeRef: row.code_ref,
        ...(row.answer_ref ? { answerRef: row.answer_ref } : {}),
        ...(row.result_ref ? { resultRef: row.result_ref } : {}),
        ...(row.error ? { error: JSON.parse(row.error) as NonNullable<RunDetail['error']> } : {}),
      }
    },
    events(run, after, limit) {
      flush()
      return eventsAfter
        .all(run, after, limit)
        .map((row) => ({ seq: row.seq, event: JSON.parse(row.event) as RunEvent }))
    },
    blob(ref, offset = 0, length) {
      flush()
      const row = blobByHash.get(ref)
      if (!row) return undefined
      const end = length === undefined ? undefined : offset + length
      return { text: row.text.slice(offset, end), size: row.size }
    },
    recent(limit) {
      flush()
      return database
        .prepare<[number], { id: string }>('SELECT id FROM runs ORDER BY number DESC LIMIT ?')
        .all(limit)
        .map((row) => row.id)
    },
    isEmpty() {
      flush()
      return anyRun.get() === undefined
    },
    savings(epochMs) {
      flush()
      return (
        database
          .prepare<
            [number],
            {
              runs: number
              stayedTokens: number
              modelTokens: number
              savedTokens: number
              unfavourable: number
            }
          >(
            `SELECT count(*) AS runs, coalesce(sum(tokens_stayed), 0) AS stayedTokens, coalesce(sum(tokens_to_model), 0) AS modelTokens,
             coalesce(sum(tokens_stayed - tokens_to_model), 0) AS savedTokens, coalesce(sum(tokens_stayed < tokens_to_model), 0) AS unfavourable
           FROM runs WHERE started_at >= ? AND source <> 'replay'`,
          )
          .get(epochMs) ?? { runs: 0, stayedTokens: 0, modelTokens: 0, savedTokens: 0, unfavourable: 0 }
      )
    },
  }
}

/** Facets and the condition each stands for. */
const facetKeys = [
  ['status', 'status'],
  ['client', 'client'],
  ['source', 'source'],
  ['server', 'tool'],
  ['pii', 'pii'],
] as const

/** Counts the runs of a filter by the values of some facets, in one pass. */
function countFacets(
  database: ReadableDatabase,
  filter: RunFilter,
  facets: readonly (keyof RunFacets)[],
  counts: Map<keyof RunFacets, Map<string, number>>,
): void {
  const { where, values } = conditions(filter)
  const groups = database
    .prepare<
      unknown[],
      { status: string; client: string; source: string; tools: string; pii: number; n: number }
    >(
      `SELECT status, client, source, tools, vault_tokens > 0 AS pii, count(*) AS n FROM runs ${where} GROUP BY 1, 2, 3, 4, 5`,
    )
    .all(...values)
  for (const facet of facets) {
    const found = new Map<string, number>()
    for (const group of groups) {
      const keys =
        facet === 'server'
          ? new Set((JSON.parse(group.tools) as string[]).map((tool) => tool.split('/')[0] ?? ''))
          : [facet === 'pii' ? (group.pii === 1 ? 'yes' : 'no') : group[facet]]
      for (const key of keys) if (key !== '') found.set(key, (found.get(key) ?? 0) + group.n)
    }
    counts.set(facet, found)
  }
}

function conditions(filter: RunFilter): { where: string; values: unknown[] } {
  const parts: string[] = []
  const values: unknown[] = []
  const add = (sql: string, ...bound: unknown[]): void => {
    parts.push(sql)
    values.push(...bound)
  }
  if (filter.status?.length) add(`status IN (${filter.status.map(() => '?').join(', ')})`, ...filter.status)
  if (filter.client) add(`client LIKE ? ESCAPE '\\'`, `%${escapeLike(filter.client)}%`)
  if (filter.session) add('session = ?', filter.session)
  if (filter.source) add('source = ?', filter.source)
  if (filter.tool) add(`tools LIKE ? ESCAPE '\\'`, `%"${escapeLike(filter.tool).replace(/\./g, '/')}%`)
  if (filter.minDurationMs !== undefined) add('duration_ms > ?', filter.minDurationMs)
  for (const { column, than, value } of filter.numbers ?? []) add(`${numberColumns[column]} ${than} ?`, value)
  if (filter.since !== undefined) add('started_at >= ?', filter.since)
  if (filter.pinned !== undefined) add('pinned = ?', filter.pinned ? 1 : 0)
  if (filter.pii !== undefined) add(filter.pii ? 'vault_tokens > 0' : 'vault_tokens = 0')
  for (const word of filter.text ?? [])
    add(
      `(title LIKE ? ESCAPE '\\' OR note LIKE ? ESCAPE '\\' OR id LIKE ? ESCAPE '\\')`,
      `%${escapeLike(word)}%`,
      `%${escapeLike(word)}%`,
      `%${escapeLike(word)}%`,
    )
  for (const one of filter.not ?? []) {
    const inner = conditions(one)
    if (inner.where !== '') add(`NOT (${inner.where.slice('WHERE '.length)})`, ...inner.values)
  }
  return { where: parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`, values }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`)
}

function toRunRow(row: Row): RunRow {
  return {
    id: row.id,
    session: row.session,
    client: row.client,
    source: row.source,
    status: row.status,
    title: row.title,
    startedAt: row.started_at,
    durationMs: row.duration_ms,
    calls: row.calls,
    failedCalls: row.failed_calls,
    tools: JSON.parse(row.tools) as string[],
    tokens: row.vault_tokens,
    bytesStayed: row.bytes_stayed,
    bytesToModel: row.bytes_to_model,
    tokensToModel: row.tokens_to_model,
    tokensSaved: row.tokens_stayed - row.tokens_to_model,
    pinned: row.pinned === 1,
    note: row.note,
  }
}
