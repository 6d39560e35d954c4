import type { WritableDatabase } from '../store/index.ts'
import type { Catalog, LearnedShape } from './api.ts'

/** Milliseconds between a change and its writing: a run of many calls is one write. */
const settleMs = 2_000

/** Restores what calls have shown about results, and keeps it from then on. Returns the function that writes what is left. */
export function keepLearned(catalog: Catalog, database: WritableDatabase): () => void {
  const rows = database
    .prepare<[], { tool: string; shape: string }>('SELECT tool, shape FROM learned_shapes')
    .all()
  catalog.restoreLearned(rows.map((row) => [row.tool, JSON.parse(row.shape) as LearnedShape]))
  const write = database.prepare('INSERT OR REPLACE INTO learned_shapes (tool, shape) VALUES (?, ?)')
  const written = new Map(rows.map((row) => [row.tool, row.shape]))
  let timer: NodeJS.Timeout | undefined

  const save = database.transaction(() => {
    for (const [tool, shape] of catalog.learned()) {
      const text = JSON.stringify(shape)
      if (written.get(tool) === text) continue
      write.run(tool, text)
      written.set(tool, text)
    }
  })
  const stop = catalog.onChange(() => {
    timer ??= setTimeout(() => {
      timer = undefined
      save()
    }, settleMs).unref()
  })
  return () => {
    stop()
    clearTimeout(timer)
    save()
  }
}
