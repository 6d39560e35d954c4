import type { VaultEntry } from '../api.ts'
import { formatToken, parseToken } from '../detect/tokens.ts'
import { persistentScope, sessionScope, type Vault } from './vault.ts'

interface Row {
  id: number
  kind: string
  number: number
  first_seen: number
  uses: number
  last_used: number
  scope: string
  server: string | null
  tool: string | null
  persistent: number
}

/** A page of the vault, newest first, values masked. `before` is the last token of the page before. */
export function listEntries(
  vault: Vault,
  filter: { session?: string; kind?: string; limit: number; before?: string },
  locked: boolean,
  mask: (kind: string, value: string) => string,
): VaultEntry[] {
  const cursor = filter.before === undefined ? undefined : parseToken(filter.before)
  const rows = vault.database
    .prepare(
      `SELECT entry.id, entry.kind, entry.number, first_seen, uses, last_used, access.scope, origin.server, origin.tool,
              EXISTS (SELECT 1 FROM access AS kept WHERE kept.entry = entry.id AND kept.scope = @persistent) AS persistent
         FROM entry
         JOIN access ON access.entry = entry.id AND access.scope =
           (SELECT scope FROM access AS one WHERE one.entry = entry.id AND (@scope IS NULL OR one.scope = @scope) ORDER BY scope DESC LIMIT 1)
         LEFT JOIN origin ON origin.entry = entry.id AND origin.scope = access.scope AND (origin.server, origin.tool) =
           (SELECT server, tool FROM origin AS first WHERE first.entry = entry.id AND first.scope = access.scope ORDER BY at LIMIT 1)
        WHERE (@kind IS NULL OR entry.kind = @kind)
          AND (@before IS NULL OR entry.id < (SELECT id FROM entry WHERE kind = @beforeKind AND number = @before))
        ORDER BY entry.id DESC LIMIT @limit`,
    )
    .all({
      scope: filter.session === undefined ? null : sessionScope(filter.session),
      persistent: persistentScope,
      kind: filter.kind ?? null,
      before: cursor?.number ?? null,
      beforeKind: cursor?.kind ?? null,
      limit: filter.limit,
    }) as Row[]
  return rows.map((row) => ({
    token: formatToken(row.kind, row.number),
    kind: row.kind,
    masked: locked ? '••••' : mask(row.kind, vault.value(row.id, row.scope)),
    session: row.scope.startsWith('session:') ? row.scope.slice('session:'.length) : null,
    firstSeen: row.first_seen,
    source: row.server ? `${row.server}${row.tool ? `/${row.tool}` : ''}` : 'the code or the client',
    uses: row.uses,
    lastUsed: row.last_used,
    persistent: row.persistent === 1,
  }))
}

/** Counts of the vault. */
export function countEntries(vault: Vault): {
  total: number
  kinds: { value: string; count: number }[]
  persistent: number
  given: number
} {
  const kinds = vault.database
    .prepare('SELECT kind AS value, count(*) AS count FROM entry GROUP BY kind ORDER BY count DESC, kind')
    .all() as { value: string; count: number }[]
  const number = (sql: string, ...values: unknown[]): number =>
    vault.database
      .prepare(sql)
      .pluck()
      .get(...values) as number
  return {
    total: kinds.reduce((sum, one) => sum + one.count, 0),
    kinds,
    persistent: number('SELECT count(DISTINCT entry) FROM access WHERE scope = ?', persistentScope),
    given: number('SELECT count(*) FROM entry WHERE uses > 0'),
  }
}
