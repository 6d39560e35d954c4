import type { Clock } from '../../ports.ts'
import type { WritableDatabase } from '../../store/open.ts'
import type { AuditAction, AuditEntry } from '../api.ts'

/** The place of an action; only what is known. */
export interface AuditPlace {
  session?: string | undefined
  server?: string | undefined
  tool?: string | undefined
  execution?: string | undefined
  call?: string | undefined
  path?: string | undefined
  detail?: string | undefined
}

/** The list of everything that was done with tokens. It answers "where did this value go"; values are not in it. */
export class Audit {
  readonly #database: WritableDatabase
  readonly #clock: Clock
  readonly #insert

  constructor(database: WritableDatabase, clock: Clock) {
    this.#database = database
    this.#clock = clock
    this.#insert = database.prepare(
      `INSERT INTO audit (at, action, token, session, server, tool, execution, call, path, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
  }

  record(action: AuditAction, token: string, place: AuditPlace): void {
    this.#insert.run(
      this.#clock.now(),
      action,
      token,
      place.session ?? null,
      place.server ?? null,
      place.tool ?? null,
      place.execution ?? null,
      place.call ?? null,
      place.path ?? null,
      place.detail ?? null,
    )
  }

  list(filter: {
    token?: string
    session?: string
    action?: AuditAction
    limit: number
    before?: number
  }): AuditEntry[] {
    return this.#database
      .prepare(
        `SELECT * FROM audit WHERE (@token IS NULL OR token = @token) AND (@session IS NULL OR session = @session)
           AND (@action IS NULL OR action = @action) AND (@before IS NULL OR id < @before) ORDER BY id DESC LIMIT @limit`,
      )
      .all({
        token: filter.token ?? null,
        session: filter.session ?? null,
        action: filter.action ?? null,
        before: filter.before ?? null,
        limit: filter.limit,
      }) as AuditEntry[]
  }
}
