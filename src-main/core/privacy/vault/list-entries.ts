import type { VaultEntry } from '../api.ts'
import { formatToken, parseToken } from '../detect/tokens.ts'
import { sessionScope, type Vault } from './vault.ts'

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
      `SELECT entry.id, entry.kind, entry.number, first_seen, uses, last_used, access.scope, origin.server, origin.tool
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
  }))
}
