import { existsSync, statSync } from 'node:fs'
import { z } from 'zod'
import { compact, defineOperation } from '../operation.ts'

export const memoryHealth = defineOperation({
  layer: 'meta',
  name: 'memory_health',
  description:
    'Checks the memory and reports its size: integrity of the file, rows without index entry and the reverse, index against its own checksum, links to nothing, equal current memories, sizes, and what the optional embedder does. ' +
    '`repair` rebuilds the index, removes dangling links and reclaims space; contents are never changed.',
  input: z.strictObject({ repair: z.boolean().default(false) }),
  output: z.object({
    ok: z.boolean(),
    problems: z.array(z.string()),
    repaired: z.array(z.string()),
    integrity: z.string(),
    memories: z.record(z.string(), z.number()).describe('Current ones by layer.'),
    ended: z.number(),
    cold: z.number(),
    missingFromIndex: z.number(),
    orphansInIndex: z.number(),
    danglingLinks: z.number(),
    duplicateShare: z.number().describe('Share of current memories whose content another one repeats.'),
    operations: z.number(),
    bytes: z.number().describe('Database and write-ahead log.'),
    freeBytes: z.number().describe('Inside the file, reusable.'),
    embedder: z
      .object({
        on: z.boolean(),
        model: z.string().optional(),
        vectors: z.number().describe('Memories that have a vector.'),
        waiting: z.number().describe('Memories that will get one.'),
        problem: z.string().optional(),
      })
      .describe('The user switches it on in Settings.'),
  }),
  positional: ['repair'],
  // Repair changes derived data only: nothing to journal, nothing to undo.
  readOnly: false,
  handler(context, input) {
    const { database, index, path } = context.store
    const one = (sql: string): number => database.prepare(sql).pluck().get() as number
    const repaired: string[] = []
    function check(): {
      problems: string[]
      integrity: string
      missing: number
      orphans: number
      dangling: number
    } {
      const integrity = (database.pragma('integrity_check(5)') as { integrity_check: string }[])
        .map((row) => row.integrity_check)
        .join('; ')
      const { missing, orphans } = index.desync()
      let textIndex = 'ok'
      try {
        database.exec("INSERT INTO memory_fts(memory_fts, rank) VALUES ('integrity-check', 1)")
      } catch (error) {
        textIndex = (error as Error).message
      }
      const dangling = one(
        'SELECT count(*) FROM links l WHERE NOT EXISTS (SELECT 1 FROM memories m WHERE m.id = l.fromId) OR NOT EXISTS (SELECT 1 FROM memories m WHERE m.id = l.toId)',
      )
      const problems: string[] = []
      if (integrity !== 'ok') problems.push(`The file is damaged: ${integrity}`)
      if (missing > 0)
        problems.push(`${missing} memories are missing from the index and cannot be found by words`)
      if (orphans > 0) problems.push(`${orphans} index entries belong to no memory`)
      if (textIndex !== 'ok') problems.push(`The index contradicts itself: ${textIndex}`)
      if (dangling > 0) problems.push(`${dangling} links lead to nothing`)
      return { problems, integrity, missing, orphans, dangling }
    }
    let state = check()
    if (input.repair) {
      if (
        state.missing + state.orphans > 0 ||
        state.problems.some((problem) => problem.startsWith('The index'))
      ) {
        const count = database.transaction(() => index.rebuild()).immediate()
        repaired.push(`index rebuilt over ${count} memories`)
      }
      if (state.dangling > 0) {
        database.exec(
          'DELETE FROM links WHERE NOT EXISTS (SELECT 1 FROM memories m WHERE m.id = links.fromId) OR NOT EXISTS (SELECT 1 FROM memories m WHERE m.id = links.toId)',
        )
        repaired.push(`${state.dangling} dangling links removed`)
      }
      if (state.integrity !== 'ok') {
        database.exec('REINDEX')
        repaired.push('SQLite indexes rebuilt')
      }
      database.exec('VACUUM')
      database.pragma('wal_checkpoint(TRUNCATE)')
      context.retrieval.forget()
      state = check()
    }
    const memories: Record<string, number> = {}
    for (const row of database
      .prepare('SELECT layer, count(*) AS count FROM memories WHERE endedAt IS NULL GROUP BY layer')
      .all() as {
      layer: string
      count: number
    }[]) {
      memories[row.layer] = row.count
    }
    const total = one('SELECT count(*) FROM memories WHERE endedAt IS NULL')
    const repeated = one(
      'SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM memories WHERE endedAt IS NULL GROUP BY hash, scope, layer, kind HAVING n > 1)',
    )
    const size = (file: string): number => (existsSync(file) ? statSync(file).size : 0)
    return {
      ok: state.problems.length === 0,
      problems: state.problems,
      repaired,
      integrity: state.integrity,
      memories,
      ended: one('SELECT count(*) FROM memories WHERE endedAt IS NOT NULL'),
      cold: one("SELECT count(*) FROM memories WHERE tier = 'cold' AND endedAt IS NULL"),
      missingFromIndex: state.missing,
      orphansInIndex: state.orphans,
      danglingLinks: state.dangling,
      duplicateShare: total === 0 ? 0 : Math.round((repeated / total) * 1000) / 1000,
      operations: one('SELECT count(*) FROM operations'),
      bytes: size(path) + size(`${path}-wal`),
      freeBytes:
        (database.pragma('freelist_count', { simple: true }) as number) *
        (database.pragma('page_size', { simple: true }) as number),
      embedder: compact(context.embedding.status()),
    }
  },
})
