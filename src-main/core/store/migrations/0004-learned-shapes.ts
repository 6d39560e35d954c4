import type { Migration } from '../open.ts'

/** Structure of results whose tool declares none: schemas, never values. */
export const learnedShapes: Migration = {
  number: 4,
  name: 'learned-shapes',
  up: (database) => {
    database.exec(`
      CREATE TABLE learned_shapes (
        tool TEXT PRIMARY KEY,
        shape TEXT NOT NULL
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
