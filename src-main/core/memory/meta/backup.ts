import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { defineOperation, type MemoryContext } from '../operation.ts'
import { name } from '../shared/fields.ts'
import { safeName } from '../shared/safe-path.ts'

export const backup = defineOperation({
  layer: 'meta',
  name: 'backup',
  description:
    'Writes a complete, consistent copy of the memory beside it (`backups/<name>.db`), journal and index included, while others go on reading and writing. ' +
    'The file can be carried to another machine and put back with meta/restore. Erasing with meta/forget cleans known backups too. CONFLICT if the name is taken.',
  input: z.strictObject({ name: name.optional().describe('By default the date and time.') }),
  output: z.object({ name: z.string(), path: z.string(), bytes: z.number(), memories: z.number() }),
  positional: ['name'],
  readOnly: false,
  handler: (context, input) => makeBackup(context, input.name),
})

/** Copies the database; see {@link backup}. */
export function makeBackup(
  context: MemoryContext,
  wanted?: string,
): { name: string; path: string; bytes: number; memories: number } {
  const { database } = context.store
  context.retrieval.flush()
  const chosen = safeName(wanted ?? new Date(context.now).toISOString().replaceAll(':', '-').slice(0, 23))
  const folder = join(context.folder, 'backups')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${chosen}.db`)
  if (statSync(path, { throwIfNoEntry: false })) {
    throw new AthenaError('CONFLICT', `There is a backup named ${chosen} already; choose another name.`)
  }
  try {
    database.prepare('VACUUM INTO ?').run(path)
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
  chmodSync(path, 0o600)
  const { size } = statSync(path)
  database
    .prepare('INSERT OR REPLACE INTO backups (id, path, createdAt, bytes) VALUES (?, ?, ?, ?)')
    .run(chosen, path, context.now, size)
  return {
    name: chosen,
    path,
    bytes: size,
    memories: database.prepare('SELECT count(*) FROM memories').pluck().get() as number,
  }
}
