import type { Migration } from '../open.ts'

/** Runs, their append-only events, and payloads by content hash. */
export const runs: Migration = {
  number: 1,
  name: 'runs',
  up: (database) => {
    database.exec(`
      CREATE TABLE runs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        session TEXT NOT NULL,
        client TEXT NOT NULL,
        source TEXT NOT NULL,
        status TEXT NOT NULL,
        title TEXT NOT NULL,
        code_ref TEXT NOT NULL,
        code_hash TEXT NOT NULL,
        started_at INTEGER NOT NULL,
        duration_ms REAL NOT NULL DEFAULT 0,
        calls INTEGER NOT NULL DEFAULT 0,
        failed_calls INTEGER NOT NULL DEFAULT 0,
        tools TEXT NOT NULL DEFAULT '[]',
        vault_tokens INTEGER NOT NULL DEFAULT 0,
        bytes_stayed INTEGER NOT NULL DEFAULT 0,
        tokens_stayed INTEGER NOT NULL DEFAULT 0,
        bytes_to_model INTEGER NOT NULL DEFAULT 0,
        tokens_to_model INTEGER NOT NULL DEFAULT 0,
        answer_ref TEXT,
        result_ref TEXT,
        error TEXT,
        of TEXT
      ) STRICT;
      CREATE INDEX runs_by_session ON runs (session, number);
      CREATE INDEX runs_by_status ON runs (status, number);
      CREATE TABLE events (
        run TEXT NOT NULL,
        seq INTEGER NOT NULL,
        event TEXT NOT NULL,
        PRIMARY KEY (run, seq)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE blobs (
        hash TEXT PRIMARY KEY,
        size INTEGER NOT NULL,
        text TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
