import type { Migration } from '../../store/open.ts'

/**
 * First schema of the memory database.
 *
 * - `memories`: every thing that is remembered, of all layers; columns that a layer does not use stay null, what only one
 *   kind needs is in `data` (JSON). `seq` is never used twice. `validFrom`/`validTo` say when it was true in the world,
 *   `createdAt`/`endedAt` when this memory believed it (bi-temporal).
 * - `memory_terms` and `memory_fts`: the index, derived from `memories`; see `text/analyse.ts`.
 * - `links`: typed connections between memories (`supersedes`, `derivedFrom`, `about`, …).
 * - `operations` and `changes`: the journal. A change keeps the row as it was before (null: it was not
 *   there) and the `rev` it had afterwards (null: it was gone).
 * - `recalls` and `activation`: what was asked and given; reads never change `memories`.
 */
export const firstMigration: Migration = {
  number: 1,
  name: 'memories',
  up(database) {
    database.exec(`
      CREATE TABLE memories (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        layer TEXT NOT NULL,
        kind TEXT NOT NULL,
        scope TEXT NOT NULL,
        name TEXT,
        content TEXT NOT NULL,
        data TEXT NOT NULL DEFAULT '{}',
        tags TEXT NOT NULL DEFAULT '[]',
        session TEXT,
        position INTEGER,
        speaker TEXT,
        place TEXT,
        occurredAt INTEGER,
        dueAt INTEGER,
        validFrom INTEGER,
        validTo INTEGER,
        subject TEXT,
        predicate TEXT,
        object TEXT,
        parent TEXT,
        status TEXT,
        importance REAL NOT NULL DEFAULT 0.5,
        confidence REAL NOT NULL DEFAULT 1,
        utility REAL NOT NULL DEFAULT 0,
        observed INTEGER NOT NULL DEFAULT 1,
        pin TEXT,
        tier TEXT NOT NULL DEFAULT 'hot',
        source TEXT NOT NULL DEFAULT '{}',
        hash TEXT NOT NULL,
        rev INTEGER NOT NULL,
        createdAt INTEGER NOT NULL,
        updatedAt INTEGER NOT NULL,
        endedAt INTEGER,
        endedBy TEXT,
        endedReason TEXT
      );
      CREATE INDEX memories_hash ON memories (hash, scope);
      CREATE INDEX memories_session ON memories (session, scope, position) WHERE session IS NOT NULL;
      CREATE INDEX memories_time ON memories (layer, occurredAt);
      CREATE INDEX memories_subject ON memories (layer, subject, predicate) WHERE subject IS NOT NULL;
      CREATE INDEX memories_object ON memories (layer, object) WHERE object IS NOT NULL;
      CREATE INDEX memories_parent ON memories (parent) WHERE parent IS NOT NULL;
      CREATE INDEX memories_name ON memories (layer, name) WHERE name IS NOT NULL;
      CREATE INDEX memories_due ON memories (dueAt) WHERE dueAt IS NOT NULL;
      CREATE INDEX memories_pin ON memories (pin) WHERE pin IS NOT NULL;

      CREATE TABLE memory_terms (seq INTEGER PRIMARY KEY, terms TEXT NOT NULL, flags INTEGER NOT NULL);
      CREATE VIRTUAL TABLE memory_fts USING fts5(
        terms, content='memory_terms', content_rowid='seq', detail='full',
        tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
      );
      INSERT INTO memory_fts(memory_fts, rank) VALUES ('secure-delete', 1);
      CREATE VIRTUAL TABLE memory_vocabulary USING fts5vocab('memory_fts', 'row');

      CREATE TABLE links (
        id TEXT PRIMARY KEY,
        fromId TEXT NOT NULL,
        toId TEXT NOT NULL,
        relation TEXT NOT NULL,
        data TEXT NOT NULL DEFAULT '{}',
        rev INTEGER NOT NULL,
        createdAt INTEGER NOT NULL
      ) WITHOUT ROWID;
      CREATE INDEX links_from ON links (fromId, relation);
      CREATE INDEX links_to ON links (toId, relation);

      CREATE TABLE settings (id TEXT PRIMARY KEY, value TEXT NOT NULL, rev INTEGER NOT NULL) WITHOUT ROWID;

      CREATE TABLE operations (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        operation TEXT NOT NULL,
        scope TEXT NOT NULL,
        client TEXT NOT NULL,
        session TEXT NOT NULL,
        execution TEXT NOT NULL,
        idempotencyKey TEXT,
        inputHash TEXT,
        result TEXT,
        undoneBy TEXT,
        undoes TEXT,
        irreversible INTEGER NOT NULL DEFAULT 0
      );
      CREATE UNIQUE INDEX operations_key ON operations (operation, scope, idempotencyKey) WHERE idempotencyKey IS NOT NULL;
      CREATE TABLE changes (
        operation INTEGER NOT NULL,
        number INTEGER NOT NULL,
        target TEXT NOT NULL,
        id TEXT NOT NULL,
        before TEXT,
        after INTEGER,
        PRIMARY KEY (operation, number)
      ) WITHOUT ROWID;
      CREATE INDEX changes_id ON changes (id, operation);

      CREATE TABLE recalls (
        id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        operation TEXT NOT NULL,
        scope TEXT NOT NULL,
        client TEXT NOT NULL,
        session TEXT NOT NULL,
        query TEXT,
        given TEXT NOT NULL,
        tokens INTEGER NOT NULL,
        best REAL
      ) WITHOUT ROWID;
      CREATE INDEX recalls_time ON recalls (at);
      CREATE INDEX recalls_session ON recalls (session, at);
      CREATE TABLE activation (
        id TEXT PRIMARY KEY,
        uses INTEGER NOT NULL,
        times TEXT NOT NULL
      ) WITHOUT ROWID;
      CREATE TABLE backups (id TEXT PRIMARY KEY, path TEXT NOT NULL, createdAt INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;
    `)
  },
}
