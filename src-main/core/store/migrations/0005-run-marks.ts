import type { Migration } from '../open.ts'

/** What a person says of a run: that it is kept on top of mind, and a note. */
export const runMarks: Migration = {
  number: 5,
  name: 'run-marks',
  up: (database) => {
    database.exec(`
      ALTER TABLE runs ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE runs ADD COLUMN note TEXT NOT NULL DEFAULT '';
    `)
  },
}
