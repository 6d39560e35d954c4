import type { Migration } from '../../store/open.ts'

/**
 * Vectors of memories, derived from their text and made only while the embedder is on; a memory without one is found by its words.
 *
 * - `vector_models`: name and dimension of every embedder that made vectors.
 * - `memory_vectors`: one vector of 16-bit floats (little endian, length 1) a memory; removed with its index entry. Of 32-bit floats one row would
 *   fill a page of the file, of these three do; cosines differ in the fourth digit.
 * - `memory_codes`: the signs of its components, one bit each, and the scope. In a table of its own because these are read whole when the
 *   embedder starts.
 */
export const vectorsMigration: Migration = {
  number: 2,
  name: 'vectors',
  up(database) {
    database.exec(`
      CREATE TABLE vector_models (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, dimension INTEGER NOT NULL);
      CREATE TABLE memory_vectors (seq INTEGER PRIMARY KEY, model INTEGER NOT NULL, vector BLOB NOT NULL);
      CREATE TABLE memory_codes (seq INTEGER PRIMARY KEY, model INTEGER NOT NULL, scope TEXT NOT NULL, code BLOB NOT NULL);
    `)
  },
}
