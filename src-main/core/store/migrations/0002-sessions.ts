import type { Migration } from '../open.ts'

/** Sessions with their variables, and the files of their workspaces. */
export const sessions: Migration = {
  number: 2,
  name: 'sessions',
  up: (database) => {
    database.exec(`
      CREATE TABLE sessions (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        client TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_used INTEGER NOT NULL,
        state TEXT,
        parent TEXT
      ) STRICT;
      CREATE INDEX sessions_by_use ON sessions (last_used);
      CREATE TABLE files (
        session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        content BLOB NOT NULL,
        modified_at INTEGER NOT NULL,
        PRIMARY KEY (session, path)
      ) STRICT;
      CREATE TABLE settings (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
