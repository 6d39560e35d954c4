import Database from 'better-sqlite3'
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

let it: TestMemory
beforeEach(() => {
  it = createTestMemory()
})
afterEach(() => it.dispose())

const secret = 'The vault combination is quasar-7731-peregrine'

/** Where a text is found in the memory’s files. */
function traces(text: string): string[] {
  return [it.path, `${it.path}-wal`].filter((file) => existsSync(file) && readFileSync(file).includes(text))
}

test('suppressing takes a memory of any layer out of every read, and undo brings it back', async () => {
  const { id } = await it.call('semantic/store', { statement: secret })
  await it.call('episodic/remember', { content: `${secret} (said)` })
  const { opId, count } = await it.call('meta/forget', { query: 'vault combination' })
  expect(count).toBe(2)
  expect(await it.call('semantic/search', { query: 'vault combination' })).toEqual([])
  expect(await it.call('episodic/recall', { query: 'vault combination' })).toEqual([])
  expect((await it.call('semantic/list_memories')).total).toBe(0)
  await it.call('meta/undo', { opId })
  expect(await it.call('semantic/search', { query: 'vault combination' })).toMatchObject([{ id }])
})

test('erasing leaves nothing in rows, index, journal, recalls, backups and the raw file', async () => {
  for (let i = 0; i < 200; i++)
    await it.call('episodic/remember', { content: `Ordinary event ${i} about gardens and rivers` })
  const { id } = await it.call('semantic/store', { statement: secret, idempotencyKey: 'k1' })
  await it.call('semantic/verify', { id, outcome: 'confirmed' })
  await it.call('semantic/search', { query: secret })
  await it.call('semantic/search', { query: 'vault combination quasar' })
  await it.call('meta/backup', { name: 'before' })
  const backupFile = join(it.folder, 'backups', 'before.db')
  expect(readFileSync(backupFile).includes('peregrine')).toBe(true)
  it.reopen()
  expect(traces('peregrine')).not.toEqual([])
  const result = await it.call('meta/forget', { ids: [id], mode: 'erase' })
  expect(result).toMatchObject({ count: 1, verified: true, remaining: [], backups: [backupFile] })
  expect(traces(secret)).toEqual([])
  expect(traces('peregrin')).toEqual([])
  expect(readFileSync(backupFile).includes('peregrin')).toBe(false)
  await expect(it.call('semantic/get_memory', { id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const database = new Database(it.path, { readonly: true })
  for (const table of ['memories', 'memory_terms', 'changes', 'recalls', 'operations', 'links']) {
    const rows = JSON.stringify(database.prepare(`SELECT * FROM ${table}`).all())
    expect(rows.includes('peregrin'), table).toBe(false)
  }
  database.close()
  await expect(it.call('meta/undo', { opId: result.opId })).rejects.toMatchObject({ code: 'CONFLICT' })
  expect((await it.call('meta/memory_health')).problems).toEqual([])
})

test('erasing by anything but ids needs the number from a dry run', async () => {
  await it.call('episodic/remember', { content: 'alpha secret one', tags: ['x'] })
  await it.call('episodic/remember', { content: 'beta secret two', tags: ['x'], scope: 'project:other' })
  await expect(it.call('meta/forget', { tags: ['x'], mode: 'erase' })).rejects.toMatchObject({
    code: 'BAD_ARGUMENTS',
  })
  expect((await it.call('meta/forget', { tags: ['x'], mode: 'erase', dryRun: true })).count).toBe(1)
  await expect(it.call('meta/forget', { tags: ['x'], mode: 'erase', expect: 7 })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  await it.call('meta/forget', { tags: ['x'], mode: 'erase', expect: 1 })
  expect((await it.call('episodic/list_events', { scope: 'project:other' })).total).toBe(1)
  await expect(it.call('meta/forget', { mode: 'erase' })).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
})

test('redaction replaces a pattern in place, in the index and in the journal', async () => {
  const { id } = await it.call('episodic/remember', { content: 'Call Anna at 555-0199 tomorrow' })
  await it.call('meta/rate', { id, verdict: 'used' })
  const done = await it.call('meta/forget', { mode: 'redact', pattern: '555-\\d{4}' })
  expect(done).toMatchObject({ count: 1, verified: true })
  expect((await it.call('episodic/get', { id })).content).toBe('Call Anna at [redacted] tomorrow')
  it.reopen()
  expect(traces('555-0199')).toEqual([])
  expect(await it.call('episodic/recall', { query: '555-0199' })).toEqual([])
})

test('the journal tells who did what, and reads too', async () => {
  const { id, opId } = await it.call('episodic/remember', { content: 'Planted an oak' }, { client: 'editor' })
  await it.call('episodic/recall', { query: 'oak' })
  const [entry] = await it.call('meta/audit', { id })
  expect(entry).toMatchObject({
    opId,
    operation: 'episodic.remember',
    client: 'editor',
    kind: 'write',
    canUndo: true,
    changed: 1,
  })
  const all = await it.call('meta/audit', { id, reads: true })
  expect(all.map((one: { kind: string }) => one.kind)).toEqual(['read', 'write'])
  expect(await it.call('meta/audit', { operation: 'semantic' })).toEqual([])
})

test('an answer can be explained: what came, what did not, and why', async () => {
  const oak = await it.call('episodic/remember', { content: 'Planted an oak in the garden' })
  const pine = await it.call('episodic/remember', { content: 'Felled a pine' })
  const [hit] = await it.call('episodic/recall', { query: 'what was planted in the garden', explain: true })
  const why = await it.call('meta/explain', { recallId: hit.why.recallId, memoryId: oak.id })
  expect(why).toMatchObject({ given: true, rank: 1, signals: hit.why.signals })
  const whyNot = await it.call('meta/explain', { recallId: hit.why.recallId, memoryId: pine.id })
  expect(whyNot).toMatchObject({ given: false, reason: expect.stringContaining('no word in common') })
})

test('knowing is told apart from not knowing without giving contents', async () => {
  await it.call('episodic/remember', { content: 'Anna adopted a greyhound called Biscuit in Oslo' })
  expect(await it.call('meta/know', { query: 'greyhound of Anna' })).toMatchObject({
    verdict: 'known',
    found: { episodic: 1 },
  })
  const unknown = await it.call('meta/know', { query: 'nuclear submarine maintenance' })
  expect(unknown).toMatchObject({ verdict: 'unknown', feelingOfKnowing: 0, found: {} })
})

test('provenance leads back to the verbatim original', async () => {
  const event = await it.call('episodic/remember', {
    content: 'Anna said: I moved to Rome',
    source: 'chat.txt',
  })
  const fact = await it.call('semantic/store', { statement: 'Anna lives in Rome', sources: [event.id] })
  const next = await it.call('semantic/update', { id: fact.id, statement: 'Anna lives in Rome, Italy' })
  const { chain, operations } = await it.call('meta/source', { id: next.newId })
  expect(chain.map((one: { id: string }) => one.id)).toEqual([next.newId, fact.id, event.id])
  expect(chain[2]).toMatchObject({
    origin: 'chat.txt',
    content: 'Anna said: I moved to Rome',
    relation: 'derivedFrom',
  })
  expect(operations[0].operation).toBe('semantic.update')
})

test('feedback changes ranking, trust changes confidence', async () => {
  const a = await it.call('episodic/remember', {
    content: 'The harbour opens at nine',
    occurredAt: '2026-01-01',
  })
  const b = await it.call('episodic/remember', {
    content: 'The harbour opens at ten',
    occurredAt: '2026-01-02',
  })
  for (let i = 0; i < 4; i++) await it.call('meta/rate', { id: a.id, verdict: 'harmful' })
  for (let i = 0; i < 4; i++) await it.call('meta/rate', { id: b.id, verdict: 'useful' })
  const hits = await it.call('episodic/recall', { query: 'when does the harbour open' })
  expect(hits.map((one: { id: string }) => one.id)).toEqual([b.id, a.id])
  await it.call(
    'semantic/store',
    { statement: 'Gold rains on Mondays', confidence: 0.8 },
    { client: 'gossip' },
  )
  expect(await it.call('meta/trust', { source: 'gossip', level: 0.5 })).toMatchObject({
    before: 1,
    level: 0.5,
    affected: 1,
  })
  expect((await it.call('semantic/search', { query: 'gold Mondays' }))[0].confidence).toBe(0.4)
  expect(await it.call('semantic/search', { query: 'gold Mondays', minConfidence: 0.5 })).toEqual([])
})

test('being recalled strengthens a memory, time weakens it', async () => {
  const { id } = await it.call('episodic/remember', { content: 'A comet was seen' })
  it.now += 86_400_000 * 10
  const [weak] = await it.call('meta/strength', { id })
  await it.call('episodic/recall', { query: 'comet' })
  const [strong] = await it.call('meta/strength', { id })
  expect(strong.uses).toBe(1)
  expect(strong.activation).toBeGreaterThan(weak.activation)
  expect(strong.retrievability).toBeGreaterThan(weak.retrievability)
  expect(strong.stability).toBeGreaterThan(weak.stability)
})

test('what a session was given is known, so that it is not repeated', async () => {
  await it.call('episodic/remember', { content: 'The meeting is on Tuesday' })
  for (let i = 0; i < 3; i++) await it.call('episodic/recall', { query: 'meeting' })
  expect(await it.call('meta/get_cognitive_load')).toMatchObject({
    answers: 3,
    repeats: 1,
    memories: [{ times: 3 }],
    load: 'low',
  })
  expect((await it.call('meta/get_cognitive_load', { session: 'other' })).answers).toBe(0)
  const attention = await it.call('meta/get_attention_metrics')
  expect(attention).toMatchObject({ answers: 3, empty: 0, most: [{ times: 3 }] })
})

test('gaps are questions without answer, names without facts and beliefs gone stale', async () => {
  await it.call('episodic/recall', { query: 'where is the spare key' })
  for (let i = 0; i < 3; i++)
    await it.call('episodic/remember', { content: `On day ${i} we met Carla`, occurredAt: i })
  await it.call('semantic/store', { statement: 'The lease ends in June' })
  it.now += 86_400_000 * 200
  const found = await it.call('meta/gaps')
  expect(found.unanswered[0]).toMatchObject({ query: 'where is the spare key', asked: 1 })
  expect(found.thin).toMatchObject([{ name: 'Carla', mentions: 3, facts: 0 }])
  expect(found.stale).toHaveLength(1)
})

test('quality and expertise are measured from what is stored', async () => {
  for (let i = 0; i < 6; i++)
    await it.call('semantic/store', {
      statement: `Fact ${i} on sailing`,
      tags: ['sailing'],
      sources: ['book'],
    })
  expect((await it.call('meta/get_expertise'))[0]).toMatchObject({
    topic: 'sailing',
    memories: 6,
    level: 'familiar',
  })
  expect(await it.call('meta/get_quality_metrics')).toMatchObject({
    memories: 6,
    sourced: 1,
    unused: 1,
    confidence: 0.9,
  })
})

test('sealed scopes are read-only, shared ones are seen by others, moves need their number', async () => {
  const { id } = await it.call('episodic/remember', { content: 'alpha plan', scope: 'project:alpha' })
  await it.call('meta/scope', { action: 'seal', name: 'project:alpha' })
  await expect(
    it.call('episodic/remember', { content: 'more', scope: 'project:alpha' }),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(it.call('episodic/forget', { ids: id, scope: 'project:alpha' })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
  await it.call('meta/scope', { action: 'unseal', name: 'project:alpha' })
  await it.call('meta/scope', { action: 'share', name: 'project:alpha', with: 'project:beta' })
  expect(await it.call('episodic/recall', { query: 'alpha plan', scope: 'project:beta' })).toHaveLength(1)
  await it.call('meta/scope', { action: 'unshare', name: 'project:alpha', with: 'project:beta' })
  expect(await it.call('episodic/recall', { query: 'alpha plan', scope: 'project:beta' })).toEqual([])
  await expect(
    it.call('meta/scope', { action: 'move', name: 'project:alpha', to: 'user' }),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  const { scopes, moved } = await it.call('meta/scope', {
    action: 'move',
    name: 'project:alpha',
    to: 'user',
    expect: 1,
  })
  expect(moved).toBe(1)
  expect(scopes.find((one: { name: string }) => one.name === 'user').memories).toBe(1)
})

test('a policy refuses, redacts and limits what is stored', async () => {
  await it.call('meta/policy', {
    name: 'user',
    refuse: ['ignore previous instructions'],
    redact: ['\\d{4}-\\d{4}'],
    maximumMemories: 2,
  })
  await expect(
    it.call('episodic/remember', { content: 'Please IGNORE previous instructions' }),
  ).rejects.toMatchObject({ code: 'CONFLICT' })
  const { id } = await it.call('episodic/remember', { content: 'card 1234-5678' })
  expect((await it.call('episodic/get', { id })).content).toBe('card [redacted]')
  await it.call('episodic/remember', { content: 'second' })
  await expect(it.call('episodic/remember', { content: 'third' })).rejects.toMatchObject({ code: 'CONFLICT' })
  await it.call('episodic/remember', { content: 'elsewhere', scope: 'project:x' })
  expect(await it.call('meta/policy', { name: 'user' })).toMatchObject({ maximumMemories: 2 })
  await expect(it.call('meta/policy', { refuse: ['('] })).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
})

test('health finds index drift and repairs it', async () => {
  await it.call('episodic/remember', { content: 'Found by words' })
  it.memory.close()
  const database = new Database(it.path)
  database.exec('DELETE FROM memory_terms')
  database.close()
  it.reopenClosed()
  const sick = await it.call('meta/memory_health')
  expect(sick).toMatchObject({ ok: false, missingFromIndex: 1 })
  const repaired = await it.call('meta/memory_health', { repair: true })
  expect(repaired).toMatchObject({ ok: true, missingFromIndex: 0, problems: [] })
  expect(await it.call('episodic/recall', { query: 'words' })).toHaveLength(1)
})

test('an export comes back complete in another memory, and twice adds nothing', async () => {
  const a = await it.call('semantic/store', { statement: 'Anna lives in Oslo', tags: ['x'] })
  await it.call('semantic/update', { id: a.id, statement: 'Anna lives in Rome' })
  await it.call('episodic/bulk_remember', { turns: ['one', 'two'], session: 's', scope: 'project:p' })
  const { text, memories } = await it.call('meta/export', { inline: true, scope: ['user', 'project:p'] })
  expect(memories).toBe(4)
  const other = createTestMemory()
  try {
    const dry = await other.call('meta/import', { text, keepScopes: true, dryRun: true })
    expect(dry).toMatchObject({ added: 4, links: 1 })
    expect((await other.call('semantic/list_memories')).total).toBe(0)
    await other.call('meta/import', { text, keepScopes: true })
    expect(await other.call('meta/import', { text, keepScopes: true })).toMatchObject({
      added: 0,
      skipped: 4,
      links: 0,
    })
    expect((await other.call('episodic/recall', { query: 'two', scope: 'project:p' }))[0].content).toBe('two')
    const again = await other.call('meta/export', {
      inline: true,
      scope: ['user', 'project:p'],
      includeEnded: true,
    })
    const strip = (lines: string) =>
      lines.split('\n').map((line) => ({
        ...(JSON.parse(line) as object),
        createdAt: 0,
        updatedAt: 0,
        id:
          (JSON.parse(line) as { type: string }).type === 'link'
            ? ''
            : (JSON.parse(line) as { id: string }).id,
      }))
    expect(strip(again.text)).toEqual(strip(text))
    await expect(other.call('meta/import', { text: 'not json' })).rejects.toMatchObject({
      code: 'BAD_ARGUMENTS',
    })
    const clash = text.replace('Anna lives in Rome', 'Anna lives in Paris')
    expect((await other.call('meta/import', { text: clash, keepScopes: true })).conflicts).toHaveLength(1)
  } finally {
    other.dispose()
  }
  expect((await it.call('meta/export', { format: 'markdown', inline: true })).text).toContain(
    '- Anna lives in Rome',
  )
  const file = await it.call('meta/export', { name: 'mine' })
  expect(readFileSync(file.path, 'utf8')).toContain('Anna lives in Rome')
  await expect(it.call('meta/export', { name: 'mine' })).rejects.toMatchObject({ code: 'CONFLICT' })
  await expect(it.call('meta/export', { name: '../x' })).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  expect((await it.call('meta/import', { path: file.path })).skipped).toBe(2)
})

test('the MCP reference server’s memory is read and written', async () => {
  const lines = [
    { type: 'entity', name: 'Anna', entityType: 'person', observations: ['Plays the cello'] },
    { type: 'entity', name: 'Acme', entityType: 'company', observations: [] },
    { type: 'relation', from: 'Anna', to: 'Acme', relationType: 'works_at' },
    { type: 'relation', from: 'Anna', to: 'Nobody', relationType: 'knows' },
  ]
  const text = lines.map((line) => JSON.stringify(line)).join('\n')
  expect(await it.call('meta/import', { format: 'mcp-memory', text })).toMatchObject({
    added: 2,
    links: 1,
    conflicts: [{ id: 'line 4' }],
  })
  const back = await it.call('meta/export', { format: 'mcp-memory', inline: true })
  const parsed = back.text.split('\n').map((line: string) => JSON.parse(line) as object)
  expect(parsed).toContainEqual(lines[0])
  expect(parsed).toContainEqual({ type: 'relation', from: 'Anna', to: 'Acme', relationType: 'works at' })
})

test('a backup is carried to another machine and put back; a damaged one touches nothing', async () => {
  await it.call('episodic/remember', { content: 'before the backup' })
  const { path } = await it.call('meta/backup', { name: 'one' })
  await expect(it.call('meta/backup', { name: 'one' })).rejects.toMatchObject({ code: 'CONFLICT' })
  await it.call('episodic/remember', { content: 'after the backup' })
  const { safety } = await it.call('meta/restore', { name: 'one' })
  expect((await it.call('episodic/list_events')).total).toBe(1)
  expect(await it.call('episodic/recall', { query: 'after' })).toEqual([])
  await it.call('meta/restore', { name: safety })
  expect(await it.call('episodic/recall', { query: 'after the backup' })).toHaveLength(2)
  const other = createTestMemory()
  try {
    await other.call('meta/backup', { name: 'own' })
    copyFileSync(path, join(other.folder, 'backups', 'carried.db'))
    expect((await other.call('meta/restore', { name: 'carried' })).memories).toBe(1)
    writeFileSync(
      join(other.folder, 'backups', 'bad.db'),
      'not a database at all, but long enough to look at',
    )
    await expect(other.call('meta/restore', { name: 'bad' })).rejects.toMatchObject({
      code: 'CORRUPT_DATABASE',
    })
    await expect(other.call('meta/restore', { name: 'none' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await other.call('episodic/list_events')).total).toBe(1)
  } finally {
    other.dispose()
  }
})

test('what is pinned is always in view', async () => {
  const { id } = await it.call('semantic/store', { statement: 'Reply in British English' })
  await it.call('meta/pin', { id })
  const text = await it.memory.context({ execution: 'x', session: 's_1', client: 'test' })
  expect(text).toContain('Reply in British English')
  await it.call('meta/pin', { id, level: 'off' })
  expect(await it.memory.context({ execution: 'x', session: 's_1', client: 'test' })).not.toContain('British')
})
