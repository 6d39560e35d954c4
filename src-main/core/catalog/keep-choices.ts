import type { WritableDatabase } from '../store/index.ts'
import type { Catalog, CatalogChoices } from './api.ts'

/** Name of the row of `settings` that holds the choices; not a setting that is listed. */
const row = 'catalog.choices'

/** Restores which tools are off and what the user calls them, and keeps each change from then on. */
export function keepChoices(catalog: Catalog, database: WritableDatabase): void {
  const stored = database
    .prepare<[string], { value: string }>('SELECT value FROM settings WHERE name = ?')
    .get(row)?.value
  if (stored !== undefined) catalog.restoreChoices(JSON.parse(stored) as CatalogChoices)
  let written = JSON.stringify(catalog.choices())
  const write = database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)')
  catalog.onChange(() => {
    const text = JSON.stringify(catalog.choices())
    if (text === written) return
    write.run(row, text)
    written = text
  })
}
