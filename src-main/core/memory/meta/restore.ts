import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { memoryMigrations } from '../database/store.ts'
import { defineOperation } from '../operation.ts'
import { name } from '../shared/fields.ts'
import { safeName } from '../shared/safe-path.ts'
import { makeBackup } from './backup.ts'

const tables = ['memories', 'links', 'settings', 'operations', 'changes', 'recalls', 'activation'] as const

export const restore = defineOperation({
  layer: 'meta',
  name: 'restore',
  description:
    'Puts the memory back to a backup (`backups/<name>.db`, also one carried from another machine). ' +
    'The present state is saved as a backup first (`safety`), so the way back is another restore. The backup is checked before anything is touched: CORRUPT_DATABASE when it is damaged, NEWER_DATABASE when a newer version wrote it.',
  input: z.strictObject({ name }),
  output: z.object({
    restored: z.string(),
    memories: z.number(),
    safety: z.string().describe('Name of the backup of the state before.'),
  }),
  positional: ['name'],
  readOnly: false,
  destructive: true,
  handler(context, input) {
    const { database, index } = context.store
    const chosen = safeName(input.name)
    const path = join(context.folder, 'backups', `${chosen}.db`)
    if (!existsSync(path))
      throw new AthenaError(
        'NOT_FOUND',
        `There is no backup named ${chosen} in ${join(context.folder, 'backups')}.`,
      )
    const newest = memoryMigrations.at(-1)?.number ?? 0
    let copy: Database.Database | undefined
    try {
      copy = new Database(path, { readonly: true })
      const state = copy.pragma('integrity_check(1)', { simple: true })
      const version = copy.pragma('user_version', { simple: true }) as number
      if (state !== 'ok')
        throw new AthenaError(
          'CORRUPT_DATABASE',
          `The backup ${chosen} is damaged: ${String(state)}. Nothing was changed.`,
        )
      // Older schemas lack only what is derived and made anew.
      if (version > newest || version < 1) {
        throw new AthenaError(
          'NEWER_DATABASE',
          `The backup ${chosen} has schema ${version}, this version reads ${newest}. Nothing was changed.`,
        )
      }
    } catch (error) {
      if (error instanceof AthenaError) throw error
      throw new AthenaError(
        'CORRUPT_DATABASE',
        `The backup ${chosen} cannot be read: ${(error as Error).message}. Nothing was changed.`,
      )
    } finally {
      copy?.close()
    }
    const safety = makeBackup(
      context,
      `before restore ${new Date(context.now).toISOString().replaceAll(':', '-').slice(0, 23)}`,
    )
    database.prepare('ATTACH ? AS saved').run(path)
    try {
      database
        .transaction(() => {
          for (const table of tables) {
            database.exec(`DELETE FROM main.${table}; INSERT INTO main.${table} SELECT * FROM saved.${table}`)
          }
          // Derived from the contents that were there.
          database.exec('DELETE FROM memory_vectors; DELETE FROM memory_codes')
          index.rebuild()
        })
        .immediate()
    } finally {
      database.exec('DETACH saved')
    }
    context.retrieval.forget()
    context.embedding.dropVectors()
    const memories = database.prepare('SELECT count(*) FROM memories').pluck().get() as number
    return { restored: chosen, memories, safety: safety.name }
  },
})
