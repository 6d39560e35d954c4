import { statSync } from 'node:fs'
import { z } from 'zod'
import { defineOperation } from '../operation.ts'
import { day } from '../shared/time.ts'

export const compactStore = defineOperation({
  layer: 'consolidation',
  name: 'compact',
  description:
    'Makes the file small again: removes notes of recalls older than `keepRecallsDays`, journal images older than `keepJournalDays` (those operations can no longer be undone, nor `asOf` reach behind them), merges the index and gives free pages back. Memories are never removed. `dryRun` tells what would go.',
  input: z.strictObject({
    keepRecallsDays: z.number().min(0).default(90),
    keepJournalDays: z.number().min(0).optional().describe('Journal is kept whole when not given.'),
    dryRun: z.boolean().default(false),
  }),
  output: z.object({
    freedBytes: z.number(),
    bytes: z.number(),
    recallsRemoved: z.number(),
    changesRemoved: z.number(),
  }),
  readOnly: false,
  destructive: true,
  handler(context, input) {
    const { database, path } = context.store
    context.retrieval.flush()
    const size = (): number =>
      path === ':memory:'
        ? 0
        : statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0)
    const before = size()
    const recallsBefore = context.now - input.keepRecallsDays * day
    const journalBefore =
      input.keepJournalDays === undefined ? undefined : context.now - input.keepJournalDays * day
    const old = 'operation IN (SELECT number FROM operations WHERE at < ?)'
    const recallsRemoved = database
      .prepare('SELECT count(*) FROM recalls WHERE at < ?')
      .pluck()
      .get(recallsBefore) as number
    const changesRemoved =
      journalBefore === undefined
        ? 0
        : (database.prepare(`SELECT count(*) FROM changes WHERE ${old}`).pluck().get(journalBefore) as number)
    if (input.dryRun) return { freedBytes: 0, bytes: before, recallsRemoved, changesRemoved }
    database
      .transaction(() => {
        database.prepare('DELETE FROM recalls WHERE at < ?').run(recallsBefore)
        if (journalBefore === undefined) return
        database.prepare(`DELETE FROM changes WHERE ${old}`).run(journalBefore)
        // Without its images an operation cannot be taken back; it stays on record.
        database.prepare('UPDATE operations SET irreversible = 1 WHERE at < ?').run(journalBefore)
      })
      .immediate()
    database.exec("INSERT INTO memory_fts(memory_fts) VALUES ('optimize')")
    database.exec('VACUUM')
    database.pragma('wal_checkpoint(TRUNCATE)')
    const after = size()
    return { freedBytes: Math.max(0, before - after), bytes: after, recallsRemoved, changesRemoved }
  },
})
