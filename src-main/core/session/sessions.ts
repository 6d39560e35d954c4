import { AthenaError } from '../../contract/errors.ts'
import type { Clock, Ids } from '../ports.ts'
import type { WritableDatabase } from '../store/index.ts'
import { readFile, readState as openState, storedFile, storedState } from './protector.ts'
import type { Protector } from './protector.ts'

export interface Session {
  id: string
  title: string
  client: string
  createdAt: number
  lastUsed: number
}

export interface SessionSummary extends Session {
  runs: number
  stateBytes: number
}

/** Largest `state` of a session, bytes of its encoded text (design: execution, section 2). */
export const maxStateBytes = 10 * 1024 * 1024

/** Sessions: variables that outlive a run, a workspace, the right to resolve the session's vault tokens. */
export interface Sessions {
  create(client: string, title?: string): Session
  /** @throws UNKNOWN_SESSION naming recent ones. */
  get(id: string): Session
  list(limit: number): SessionSummary[]
  /** The variables in the guest's codec, or null. */
  state(id: string): string | null
  /** @throws DISK_QUOTA when the variables are larger than {@link maxStateBytes}; the old ones stay. */
  saveState(id: string, state: string | null): void
  rename(id: string, title: string): void
  /** A new session with a copy of the variables and the workspace. */
  fork(id: string): Session
  /** Deletes variables and workspace; runs stay in the history. */
  delete(id: string): void
  touch(id: string): void
}

interface Row {
  id: string
  title: string
  client: string
  created_at: number
  last_used: number
}

/** Makes the sessions over `athena.db`. */
export function createSessions(
  database: WritableDatabase,
  clock: Clock,
  ids: Ids,
  protector?: Protector,
): Sessions {
  const byId = database.prepare<[string], Row>(
    'SELECT id, title, client, created_at, last_used FROM sessions WHERE id = ?',
  )
  const insert = database.prepare(
    'INSERT INTO sessions (id, title, client, created_at, last_used, state, parent) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const readState = database.prepare<[string], { state: string | null }>(
    'SELECT state FROM sessions WHERE id = ?',
  )
  const writeState = database.prepare('UPDATE sessions SET state = ? WHERE id = ?')
  const touched = database.prepare('UPDATE sessions SET last_used = ? WHERE id = ?')
  const recentIds = database.prepare<[], { id: string; title: string }>(
    'SELECT id, title FROM sessions ORDER BY last_used DESC LIMIT 3',
  )

  function get(id: string): Session {
    const row = byId.get(id)
    if (row) return toSession(row)
    const recent = recentIds.all().map((found) => found.id)
    throw new AthenaError(
      'UNKNOWN_SESSION',
      recent.length > 0
        ? `There is no session "${id}". Recent sessions: ${recent.join(', ')}. Leave "session" out to start a new one.`
        : `There is no session "${id}". Leave "session" out to start a new one.`,
      { recent },
    )
  }

  function create(
    client: string,
    title = '',
    state: string | null = null,
    parent: string | null = null,
  ): Session {
    const id = ids.next('s')
    const now = clock.now()
    insert.run(id, title, client, now, now, state, parent)
    return { id, title, client, createdAt: now, lastUsed: now }
  }

  return {
    create: (client, title) => create(client, title),
    get,
    list: (limit) =>
      database
        .prepare<[number], Row & { runs: number; state_bytes: number | null }>(
          `SELECT s.id, s.title, s.client, s.created_at, s.last_used, length(CAST(s.state AS BLOB)) AS state_bytes,
             (SELECT count(*) FROM runs r WHERE r.session = s.id) AS runs
           FROM sessions s ORDER BY s.last_used DESC LIMIT ?`,
        )
        .all(limit)
        .map((row) => ({ ...toSession(row), runs: row.runs, stateBytes: row.state_bytes ?? 0 })),
    state: (id) => openState(id, readState.get(id)?.state ?? null, protector),
    saveState(id, state) {
      const bytes = state === null ? 0 : Buffer.byteLength(state)
      if (bytes > maxStateBytes) {
        throw new AthenaError(
          'DISK_QUOTA',
          `The session variables (state) take ${Math.ceil(bytes / 1024 / 1024)} MB; the limit is ${maxStateBytes / 1024 / 1024} MB. They were left as before this run. Keep large data in /workspace files.`,
        )
      }
      writeState.run(storedState(id, state, protector), id)
    },
    rename: (id, title) =>
      void database
        .prepare('UPDATE sessions SET title = ? WHERE id = ?')
        .run(title.slice(0, 200), get(id).id),
    fork: database.transaction((id: string) => {
      const parent = get(id)
      const child = create(parent.client, parent.title, null, id)
      protector?.inherit(id, child.id)
      const state = openState(id, readState.get(id)?.state ?? null, protector)
      writeState.run(storedState(child.id, state, protector), child.id)
      database
        .prepare(
          'INSERT INTO files (session, path, content, modified_at) SELECT ?, path, content, modified_at FROM files WHERE session = ?',
        )
        .run(child.id, id)
      if (protector?.isNeeded(child.id)) {
        const files = database
          .prepare<[string], { path: string; content: Buffer }>(
            'SELECT path, content FROM files WHERE session = ?',
          )
          .all(id)
        const write = database.prepare('UPDATE files SET content = ? WHERE session = ? AND path = ?')
        for (const { path, content } of files)
          write.run(storedFile(child.id, readFile(id, content, protector), protector), child.id, path)
      }
      return child
    }),
    delete: database.transaction((id: string) => {
      database.prepare('DELETE FROM files WHERE session = ?').run(get(id).id)
      database.prepare('DELETE FROM sessions WHERE id = ?').run(id)
    }),
    touch: (id) => void touched.run(clock.now(), id),
  }
}

function toSession(row: Row): Session {
  return {
    id: row.id,
    title: row.title,
    client: row.client,
    createdAt: row.created_at,
    lastUsed: row.last_used,
  }
}
