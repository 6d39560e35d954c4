import type { Migration } from '../../store/open.ts'

/** Schema of `vault.db`. No column holds a value in plain text. */
export const vaultMigrations: readonly Migration[] = [
  {
    number: 1,
    name: 'vault',
    up: (database) => {
      database.exec(`
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
        -- One counter a kind for the whole vault; it only grows.
        CREATE TABLE counter (kind TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT;
        -- A scope's key, wrapped by the vault's key. Destroying it makes the scope's values unreadable.
        CREATE TABLE scope (
          id TEXT PRIMARY KEY, key BLOB NOT NULL, created INTEGER NOT NULL, used INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE entry (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          kind TEXT NOT NULL, number INTEGER NOT NULL, type TEXT NOT NULL,
          lookup BLOB NOT NULL UNIQUE,
          first_seen INTEGER NOT NULL, uses INTEGER NOT NULL DEFAULT 0, last_used INTEGER NOT NULL,
          UNIQUE (kind, number)
        ) STRICT;
        -- Who may resolve an entry; each scope has its own copy of the value under its own key.
        CREATE TABLE access (
          entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
          scope TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
          value BLOB NOT NULL,
          PRIMARY KEY (entry, scope)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX access_scope ON access (scope, entry);
        -- Servers and tools from which a value came, by scope.
        CREATE TABLE origin (
          entry INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
          scope TEXT NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
          server TEXT NOT NULL, tool TEXT NOT NULL, at INTEGER NOT NULL,
          PRIMARY KEY (entry, scope, server, tool)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE audit (
          id INTEGER PRIMARY KEY, at INTEGER NOT NULL, action TEXT NOT NULL, token TEXT NOT NULL,
          session TEXT, server TEXT, tool TEXT, execution TEXT, call TEXT, path TEXT, detail TEXT
        ) STRICT;
        CREATE INDEX audit_token ON audit (token, id);
        CREATE TABLE flow_rule (
          id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, source_server TEXT NOT NULL, source_tool TEXT NOT NULL,
          sink_server TEXT NOT NULL, sink_tool TEXT NOT NULL, field TEXT NOT NULL,
          action TEXT NOT NULL, created INTEGER NOT NULL
        ) STRICT;
        -- The user's own values and patterns, encrypted; and per-server, per-kind settings.
        CREATE TABLE own (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, value BLOB NOT NULL, created INTEGER NOT NULL) STRICT;
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      `)
    },
  },
]
