import { createHash } from 'node:crypto'
import type { RunEvent, RunSource, RunStatus, Ref } from '../../../contract/events.ts'
import type { WireError } from '../../../contract/errors.ts'
import type { WritableDatabase } from '../open.ts'

export interface NewRun {
  id: string
  session: string
  client: string
  source: RunSource
  title: string
  codeRef: Ref
  codeHash: string
  startedAt: number
  of?: string
}

export interface EndedRun {
  status: RunStatus
  durationMs: number
  calls: number
  failedCalls: number
  tools: string[]
  vaultTokens: number
  bytesStayed: number
  tokensStayed: number
  bytesToModel: number
  tokensToModel: number
  answerRef?: Ref
  resultRef?: Ref
  error?: WireError & { line?: number; column?: number }
}

/**
 * Writes runs. What is written between two turns of the event loop is one transaction. An event that stands before an effect outside the
 * record (see `deferrable`) and the end of a run have reached SQLite's log, with all that was written before them, when the
 * method returns: a killed host loses no call that was sent and no run that was answered.
 */
export interface RunWriter {
  /** Stores a payload once by its SHA-256 and returns the reference. */
  keep(text: string): Ref
  create(run: NewRun): void
  setStatus(id: string, status: RunStatus): void
  /** Appends an event and returns its number in the run, from 1. */
  append(run: string, event: RunEvent): number
  end(id: string, ended: EndedRun): void
  /** Brings everything written so far to SQLite's log; readers call it first. Throws what SQLite throws; nothing is lost then. */
  flush(): void
  /** Marks runs that a killed host left unfinished; returns their ids. */
  closeUnfinished(now: number): string[]
  /** Changes what a person says of a run. */
  mark(id: string, change: { title?: string; note?: string; pinned?: boolean }): void
  /** Deletes these runs, those that are alive or that a skill was made from excepted; returns the ids of the deleted. */
  delete(ids: readonly string[]): string[]
  /** Deletes runs that are not pinned and started before a moment, with their events and the payloads nobody else uses. */
  deleteBefore(epochMs: number): number
}

/**
 * Events that tell what has happened or what is about to be decided; they may reach the disk at the end of the turn. Any other kind is
 * written through at once, `call.sent` above all: a call is on record before it is made.
 */
const deferrable: ReadonlySet<RunEvent['k']> = new Set([
  'run.started',
  'code.checked',
  'code.compiled',
  'sandbox.ready',
  'call.asked',
  'call.decided',
  'call.ended',
  'pii.minted',
  'pii.resolved',
  'log',
  'sample',
  // `end` follows it.
  'run.ended',
])

/** Makes the writer of runs over `athena.db`. */
export function createRunWriter(database: WritableDatabase): RunWriter {
  const keepBlob = database.prepare('INSERT OR IGNORE INTO blobs (hash, size, text) VALUES (?, ?, ?)')
  const insertRun = database.prepare(
    `INSERT INTO runs (id, session, client, source, status, title, code_ref, code_hash, started_at, of)
     VALUES (@id, @session, @client, @source, 'queued', @title, @codeRef, @codeHash, @startedAt, @of)`,
  )
  const updateStatus = database.prepare('UPDATE runs SET status = ? WHERE id = ?')
  const insertEvent = database.prepare('INSERT INTO events (run, seq, event) VALUES (?, ?, ?)')
  const lastSeq = database.prepare<[string], { seq: number | null }>(
    'SELECT max(seq) AS seq FROM events WHERE run = ?',
  )
  const endRun = database.prepare(
    `UPDATE runs SET status = @status, duration_ms = @durationMs, calls = @calls, failed_calls = @failedCalls, tools = @tools,
       vault_tokens = @vaultTokens, bytes_stayed = @bytesStayed, tokens_stayed = @tokensStayed, bytes_to_model = @bytesToModel,
       tokens_to_model = @tokensToModel, answer_ref = @answerRef, result_ref = @resultRef, error = @error
     WHERE id = @id`,
  )
  const unfinished = database.prepare<[], { id: string; started_at: number }>(
    `SELECT id, started_at FROM runs WHERE status IN ('queued', 'running', 'waiting')`,
  )
  const sequences = new Map<string, number>()
  let pending: (() => void)[] = []
  let turn: NodeJS.Immediate | undefined
  const writeAll = database.transaction((writes: readonly (() => void)[]) => {
    for (const write of writes) write()
  })

  function flush(): void {
    clearImmediate(turn)
    turn = undefined
    if (pending.length === 0) return
    writeAll(pending)
    pending = []
  }

  function later(write: () => void): void {
    pending.push(write)
    turn ??= setImmediate(() => {
      turn = undefined
      try {
        if (database.open) flush()
      } catch {
        // A full disk: kept, and thrown by the next write that cannot wait.
      }
    })
  }

  /** One transaction after all that was written before it. */
  function flushed<A, R>(work: (argument: A) => R): (argument: A) => R {
    const transaction = database.transaction(work)
    return (argument) => {
      flush()
      return transaction(argument)
    }
  }

  function append(run: string, event: RunEvent): number {
    const seq = (sequences.get(run) ?? lastSeq.get(run)?.seq ?? 0) + 1
    const text = JSON.stringify(event)
    sequences.set(run, seq)
    later(() => insertEvent.run(run, seq, text))
    if (!deferrable.has(event.k)) flush()
    return seq
  }

  return {
    keep(text) {
      const hash = createHash('sha256').update(text).digest('hex')
      later(() => keepBlob.run(hash, Buffer.byteLength(text), text))
      return hash
    },
    create(run) {
      // What could not be written yet stands before it; if that still fails, nothing new begins.
      if (turn === undefined) flush()
      sequences.set(run.id, 0)
      later(() => insertRun.run({ ...run, of: run.of ?? null }))
    },
    setStatus: (id, status) => later(() => updateStatus.run(status, id)),
    append,
    end(id, ended) {
      const row = {
        ...ended,
        id,
        tools: JSON.stringify(ended.tools),
        answerRef: ended.answerRef ?? null,
        resultRef: ended.resultRef ?? null,
        error: ended.error ? JSON.stringify(ended.error) : null,
      }
      later(() => endRun.run(row))
      sequences.delete(id)
      flush()
    },
    flush,
    closeUnfinished: database.transaction((now: number) => {
      const rows = unfinished.all()
      for (const row of rows) {
        const error = {
          code: 'HOST_RESTARTED' as const,
          message:
            'Athena was restarted while this run was in progress. Calls already made are listed; run the code again if it is safe to repeat them.',
        }
        const counts = countCalls(database, row.id)
        append(row.id, {
          t: Math.max(0, now - row.started_at),
          k: 'run.ended',
          status: 'crashed',
          error,
          bytesToModel: 0,
          tokensToModel: 0,
        })
        flush()
        database
          .prepare(
            `UPDATE runs SET status = 'crashed', error = ?, calls = ?, failed_calls = ?, tools = ? WHERE id = ?`,
          )
          .run(JSON.stringify(error), counts.calls, counts.failed, JSON.stringify(counts.tools), row.id)
        sequences.delete(row.id)
      }
      return rows.map((row) => row.id)
    }),
    mark(id, { title, note, pinned }) {
      flush()
      if (title !== undefined) database.prepare('UPDATE runs SET title = ? WHERE id = ?').run(title, id)
      if (note !== undefined) database.prepare('UPDATE runs SET note = ? WHERE id = ?').run(note, id)
      if (pinned !== undefined)
        database.prepare('UPDATE runs SET pinned = ? WHERE id = ?').run(pinned ? 1 : 0, id)
    },
    delete: flushed((ids: readonly string[]) => {
      const deleteRun = database.prepare(`DELETE FROM runs WHERE id = ? AND ${deletable}`)
      const deleteEvents = database.prepare('DELETE FROM events WHERE run = ?')
      const deleted = ids.filter((id) => deleteRun.run(id).changes > 0)
      for (const id of deleted) deleteEvents.run(id)
      if (deleted.length > 0) deleteUnusedBlobs(database)
      return deleted
    }),
    deleteBefore: flushed((epochMs: number) => {
      const old = `started_at < ? AND pinned = 0 AND ${deletable}`
      database.prepare(`DELETE FROM events WHERE run IN (SELECT id FROM runs WHERE ${old})`).run(epochMs)
      const { changes } = database.prepare(`DELETE FROM runs WHERE ${old}`).run(epochMs)
      if (changes > 0) deleteUnusedBlobs(database)
      return changes
    }),
  }
}

/** Condition: the run has ended, and no skill was made from it (it is then the test of that skill). */
const deletable = `status NOT IN ('queued', 'running', 'waiting') AND id NOT IN (SELECT run FROM skills WHERE run IS NOT NULL)`

/** A payload lives as long as any run or event names it. */
function deleteUnusedBlobs(database: WritableDatabase): void {
  database.exec(`
    DELETE FROM blobs WHERE hash NOT IN (
      SELECT code_ref FROM runs UNION SELECT answer_ref FROM runs WHERE answer_ref IS NOT NULL
      UNION SELECT result_ref FROM runs WHERE result_ref IS NOT NULL
      UNION SELECT json_extract(event, '$.argsRef') FROM events WHERE json_extract(event, '$.argsRef') IS NOT NULL
      UNION SELECT json_extract(event, '$.resultRef') FROM events WHERE json_extract(event, '$.resultRef') IS NOT NULL
      UNION SELECT json_extract(event, '$.stateRef') FROM events WHERE json_extract(event, '$.stateRef') IS NOT NULL
      UNION SELECT json_extract(event, '$.ref') FROM events WHERE json_extract(event, '$.ref') IS NOT NULL
    )`)
}

function countCalls(
  database: WritableDatabase,
  run: string,
): { calls: number; failed: number; tools: string[] } {
  const rows = database
    .prepare<[string], { event: string }>('SELECT event FROM events WHERE run = ? ORDER BY seq')
    .all(run)
  const tools = new Set<string>()
  let calls = 0
  let failed = 0
  for (const row of rows) {
    const event = JSON.parse(row.event) as RunEvent
    if (event.k === 'call.asked') {
      calls += 1
      tools.add(event.tool)
    }
    if (event.k === 'call.ended' && !event.ok) failed += 1
  }
  return { calls, failed, tools: [...tools] }
}
