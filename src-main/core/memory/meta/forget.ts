import Database from 'better-sqlite3'
import { existsSync } from 'node:fs'
import { z } from 'zod'
import { AthenaError } from '../../../contract/errors.ts'
import { eraseRows, textsInFile, truncateLog, type Erasable } from '../database/erase.ts'
import type { MemoryRow } from '../database/rows.ts'
import { defineOperation, type MemoryContext } from '../operation.ts'
import { endWorkers } from '../consolidation/scan-thread.ts'
import { dependentsOf } from '../semantic/delete.ts'
import { closeConflicts } from '../semantic/update.ts'
import { shortText, writeFields } from '../shared/fields.ts'
import { selectMemories, selectorFields } from '../shared/selector.ts'
import { shortView, briefSchema } from '../shared/view.ts'

export const forget = defineOperation({
  layer: 'meta',
  name: 'forget',
  description:
    'Forgets memories of any layer, in one of three ways. ' +
    '"suppress": they leave every read and meta/undo brings them back. "redact": what matches `pattern` is replaced by [redacted] in them, in the journal and in the index. ' +
    '"erase": they are removed from rows, index, links, journal, stored results, notes of recalls and known backups, the freed bytes are overwritten and the ' +
    'write-ahead log is cut; recorded runs lose the texts too. `verified` says that no trace was found afterwards, in the raw files too. Redact and erase cannot be undone. ' +
    'Erasing by anything but ids needs `expect`, the number from a dry run.',
  input: z.strictObject({
    ...selectorFields,
    mode: z.enum(['suppress', 'redact', 'erase']).default('suppress'),
    pattern: shortText.optional().describe('For redact: a regular expression (case ignored).'),
    cascade: z.boolean().default(false).describe('Also what was derived from them.'),
    dryRun: z.boolean().default(false).describe('Only says what would be affected.'),
    expect: z
      .int()
      .min(0)
      .optional()
      .describe('Number of memories that must be affected; CONFLICT otherwise.'),
    reason: shortText.optional(),
    idempotencyKey: writeFields.idempotencyKey,
  }),
  output: z.object({
    affected: z
      .array(briefSchema)
      .describe('Before it was done; contents shortened. Empty contents after an erase.'),
    count: z.number(),
    dependents: z.array(z.string()).describe('Derived from them and not affected.'),
    verified: z.boolean().optional().describe('After redact and erase: no trace was found.'),
    remaining: z.array(z.string()).optional().describe('Places where a trace was found, if not verified.'),
    backups: z.array(z.string()).optional().describe('Backups that were cleaned as well.'),
    runs: z
      .number()
      .optional()
      .describe(
        'Payloads, events, variables and files of recorded runs and sessions that were cleaned as well.',
      ),
    opId: z.string().optional(),
  }),
  readOnly: false,
  destructive: true,
  async handler(context, input) {
    if (input.mode === 'redact' && input.pattern === undefined) {
      throw new AthenaError('BAD_ARGUMENTS', 'meta/forget: mode "redact" needs a pattern.')
    }
    let pattern: RegExp | undefined
    try {
      pattern = input.pattern === undefined ? undefined : new RegExp(input.pattern, 'giu')
    } catch (error) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `meta/forget: the pattern is not a regular expression: ${(error as Error).message}`,
      )
    }
    if (pattern && 'test'.replace(pattern, '') !== 'test' && ''.match(pattern)) {
      throw new AthenaError('BAD_ARGUMENTS', 'meta/forget: the pattern matches empty text.')
    }
    // Erasing reaches what is suppressed, too.
    const everything = input.mode !== 'suppress'
    const hasSelector = Object.keys(selectorFields).some(
      (key) => key !== 'scope' && input[key as keyof typeof input] !== undefined,
    )
    let rows =
      input.mode === 'redact' && !hasSelector
        ? matching(context, input.scope)
        : selectMemories(context, input, { ended: everything, maximum: 100_000 })
    if (pattern) rows = rows.filter((row) => textsOf(row).some((text) => text.match(pattern) !== null))
    // A document goes with its passages.
    rows.push(
      ...rows
        .filter((row) => row.kind === 'document')
        .flatMap((row) => context.store.select("m.parent = ? AND m.kind = 'chunk'", [row.id])),
    )
    const own = new Set(rows.map((row) => row.id))
    const dependents = [...new Set(rows.flatMap((row) => dependentsOf(context, row.id)))].filter(
      (id) => !own.has(id),
    )
    if (input.cascade) rows.push(...dependents.map((id) => context.store.need(id)))
    if (input.mode === 'erase') rows.push(...mentionsOf(context, rows))
    rows = [...new Map(rows.map((row) => [row.id, row])).values()]
    const others = input.cascade ? [] : dependents
    if (input.dryRun) return { affected: rows.map(shortView), count: rows.length, dependents: others }
    if (input.expect !== undefined && input.expect !== rows.length) {
      throw new AthenaError(
        'CONFLICT',
        `meta/forget would affect ${rows.length} memories, not ${input.expect}; look at a dry run first.`,
      )
    }
    if (input.mode === 'erase' && input.ids === undefined && input.expect === undefined) {
      throw new AthenaError(
        'BAD_ARGUMENTS',
        `meta/forget would erase ${rows.length} memories for good; repeat it with expect: ${rows.length}.`,
      )
    }
    if (input.mode === 'suppress') {
      const { opId } = context.write(input, (write) => {
        for (const row of rows) {
          if (row.endedAt !== null) continue
          write.end(row.id, 'forget', input.reason)
          if (row.layer === 'semantic') closeConflicts(context, write, row.id)
        }
        return {}
      })
      return { affected: rows.map(shortView), count: rows.length, dependents: others, opId }
    }
    // A thread that reads a snapshot would keep what must be gone from being overwritten.
    await endWorkers(
      context.store,
      'The cycle was ended, because something was erased meanwhile; run it again.',
    )
    const { wanted, ...done } =
      input.mode === 'erase' ? erase(context, rows, input) : redact(context, rows, pattern ?? /$^/u, input)
    if (context.eraseElsewhere) {
      const { places, clean } = await context.eraseElsewhere(wanted)
      done.runs = places
      if (!clean) {
        done.verified = false
        done.remaining.push('recorded runs')
      }
    }
    return { ...done, count: rows.length, dependents: others }
  },
})

function matching(context: MemoryContext, scope: string | string[] | undefined): MemoryRow[] {
  const { sql, parameters } = context.retrieval.where({
    scopes: context.readScopes(scope),
    ended: true,
    cold: true,
  })
  return context.store.select(sql, parameters)
}

/** Records that quote a memory: its contradictions and the proposals about it. */
function mentionsOf(context: MemoryContext, rows: readonly MemoryRow[]): MemoryRow[] {
  const ids = JSON.stringify(rows.map((row) => row.id))
  return context.store.select(
    `m.kind IN ('conflict', 'proposal') AND EXISTS (
       SELECT 1 FROM json_tree(m.data) WHERE atom IN (SELECT value FROM json_each(?)))`,
    [ids],
  )
}

function textsOf(row: MemoryRow): string[] {
  return [row.content, row.name ?? '', row.object ?? '', JSON.stringify(row.data)].filter(
    (text) => text !== '' && text !== '{}',
  )
}

interface Done {
  affected: { id: string; layer: string; kind: string; content: string; scope: string }[]
  verified: boolean
  remaining: string[]
  backups: string[]
  runs?: number
  opId: string
  /** The texts that must not be found, without those that others hold too. */
  wanted: string[]
}

function erase(
  context: MemoryContext,
  rows: readonly MemoryRow[],
  input: { idempotencyKey?: string | undefined },
): Done {
  const list: Erasable[] = rows.map((row) => ({
    id: row.id,
    seq: row.seq,
    texts: [row.content, row.object ?? ''].filter(Boolean),
  }))
  return wipe(
    context,
    rows,
    list.flatMap((one) => one.texts),
    input,
    (database) => eraseRows(database, list),
  )
}

function redact(
  context: MemoryContext,
  rows: readonly MemoryRow[],
  pattern: RegExp,
  input: { idempotencyKey?: string | undefined },
): Done {
  const found = new Set<string>()
  for (const row of rows)
    for (const text of textsOf(row)) for (const match of text.matchAll(pattern)) found.add(match[0])
  const clean = (text: string): string => text.replace(pattern, '[redacted]')
  return wipe(context, rows, [...found], input, (database, write) => {
    if (write) {
      for (const row of rows) {
        const data = JSON.parse(clean(JSON.stringify(row.data))) as MemoryRow['data']
        write.update(row.id, {
          content: clean(row.content),
          name: row.name === null ? null : clean(row.name),
          object: row.object === null ? null : clean(row.object),
          data,
        })
      }
    }
    for (const text of found) {
      const escaped = JSON.stringify(text).slice(1, -1)
      database
        .prepare("UPDATE changes SET before = replace(before, ?, '[redacted]') WHERE instr(before, ?) > 0")
        .run(escaped, escaped)
      database.prepare('UPDATE operations SET result = NULL WHERE instr(result, ?) > 0').run(escaped)
      database.prepare('UPDATE recalls SET query = NULL WHERE instr(query, ?) > 0').run(text)
    }
  })
}

/** Removes texts for good, in the memory and its backups, and looks whether any is left. */
function wipe(
  context: MemoryContext,
  rows: readonly MemoryRow[],
  texts: readonly string[],
  input: { idempotencyKey?: string | undefined },
  body: (database: Database.Database, write?: Parameters<Parameters<MemoryContext['write']>[1]>[0]) => void,
): Done {
  const { store } = context
  context.retrieval.flush()
  const kept = texts.filter((text) => text.trim().length >= 8)
  // What others also hold, word for word, stays theirs and is no trace of these.
  const { opId } = context.write(input, (write) => {
    body(store.database, write)
    write.irreversible()
    return {}
  })
  store.database.exec("INSERT INTO memory_fts(memory_fts) VALUES ('optimize')")
  context.retrieval.forget()
  truncateLog(store.database)
  const ids = rows.map((row) => row.id)
  const elsewhere = (text: string): boolean =>
    store.database
      .prepare(
        'SELECT 1 FROM memories WHERE instr(content, ?) > 0 AND id NOT IN (SELECT value FROM json_each(?)) LIMIT 1',
      )
      .get(text, JSON.stringify(ids)) !== undefined
  const wanted = kept.filter((text) => !elsewhere(text))
  let left = textsInFile(store.path, wanted)
  if (left.length > 0) {
    // Slack bytes of pages that were split long ago: rewriting the file drops them.
    store.database.exec('VACUUM')
    truncateLog(store.database)
    left = textsInFile(store.path, wanted)
  }
  const backups: string[] = []
  const remaining = left.length > 0 ? [store.path] : []
  for (const { path } of store.database.prepare('SELECT path FROM backups').all() as { path: string }[]) {
    if (!existsSync(path)) continue
    const backup = new Database(path)
    try {
      backup.pragma('secure_delete = ON')
      backup.transaction(() => {
        const erasable = rows.map((row) => ({ id: row.id, seq: row.seq, texts: [...texts] }))
        eraseRows(backup, erasable)
      })()
      backup.exec('VACUUM')
      truncateLog(backup)
    } finally {
      backup.close()
    }
    backups.push(path)
    if (textsInFile(path, wanted).length > 0) remaining.push(path)
  }
  return {
    affected: rows.map((row) => ({ ...shortView(row), content: '' })),
    verified: remaining.length === 0,
    remaining,
    backups,
    opId,
    wanted,
  }
}
