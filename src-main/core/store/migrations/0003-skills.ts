import type { Migration } from '../open.ts'

/** Skills: scripts a person has promoted, with the run they come from and the definitions of the tools they need. */
export const skills: Migration = {
  number: 3,
  name: 'skills',
  up: (database) => {
    database.exec(`
      CREATE TABLE skills (
        name TEXT PRIMARY KEY,
        description TEXT NOT NULL,
        source TEXT NOT NULL,
        inputs TEXT NOT NULL,
        tools TEXT NOT NULL,
        run TEXT,
        created_at INTEGER NOT NULL,
        uses INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        last_used INTEGER
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
