import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EndedRun, RunReader, RunWriter, WritableDatabase } from './index.ts'
import {
  athenaMigrations,
  createRunReader,
  createRunWriter,
  openDatabase,
  openReader,
  readToolUsage,
} from './index.ts'

let database: WritableDatabase
let writer: RunWriter
let reader: RunReader
beforeEach(() => {
  database = openDatabase(':memory:', athenaMigrations)
  writer = createRunWriter(database)
  reader = createRunReader(database, writer.flush)
})
afterEach(() => database.close())

const ended: EndedRun = {
  status: 'ok',
  durationMs: 12,
  calls: 1,
  failedCalls: 0,
  tools: ['github/list_issues'],
  vaultTokens: 2,
  bytesStayed: 1_000,
  tokensStayed: 250,
  bytesToModel: 100,
  tokensToModel: 25,
}

function create(id: string, title = id, startedAt = 1): void {
  const codeRef = writer.keep(`code of ${id}`)
  writer.create({
    id,
    session: 's_1',
    client: 'claude',
    source: 'agent',
    title,
    codeRef,
    codeHash: 'h',
    startedAt,
  })
}

test('runs come newest first, page by page, without gaps or repeats', () => {
  for (let index = 0; index < 25; index += 1) create(`x_${index}`)
  const seen: string[] = []
  let before: string | undefined
  do {
    const page = reader.page({}, 10, before)
    expect(page.total).toBe(25)
    seen.push(...page.rows.map((row) => row.id))
    before = page.next
  } while (before)
  expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `x_${24 - index}`))
})

test('filters hold together', () => {
  create('x_a', 'Chase late invoices')
  create('x_b', 'Weekly report')
  writer.end('x_a', ended)
  expect(reader.page({ text: ['LATE'] }, 10).rows.map((row) => row.id)).toEqual(['x_a'])
  expect(reader.page({ tool: 'github.' }, 10).rows.map((row) => row.id)).toEqual(['x_a'])
  expect(reader.page({ status: ['queued'] }, 10).rows.map((row) => row.id)).toEqual(['x_b'])
  expect(reader.page({ text: ['100%'] }, 10).rows).toEqual([])
})

test('what runs saved is told together with what others cost more', () => {
  create('x_old', 'before the day', 1)
  create('x_saves', 'saves 225', 10)
  create('x_costs', 'costs 300 more', 11)
  writer.end('x_old', ended)
  writer.end('x_saves', ended)
  writer.end('x_costs', { ...ended, tokensStayed: 0, tokensToModel: 300 })
  expect(reader.savings(10)).toEqual({
    runs: 2,
    stayedTokens: 250,
    modelTokens: 325,
    savedTokens: -75,
    unfavourable: 1,
  })
})

test('events keep their order and payloads are stored once', () => {
  create('x_a')
  expect(writer.keep('same')).toBe(writer.keep('same'))
  expect(writer.append('x_a', { t: 0, k: 'log', level: 'log', text: 'one' })).toBe(1)
  expect(writer.append('x_a', { t: 1, k: 'log', level: 'log', text: 'two' })).toBe(2)
  expect(reader.events('x_a', 1, 10)).toEqual([
    { seq: 2, event: { t: 1, k: 'log', level: 'log', text: 'two' } },
  ])
})

test('runs a killed host left behind are closed as crashed with the calls already made', () => {
  create('x_a', 'x_a', 1_000)
  writer.setStatus('x_a', 'running')
  writer.append('x_a', {
    t: 5,
    k: 'call.asked',
    call: 'c1',
    tool: 'episodic/remember',
    argsRef: 'r',
    preview: '',
  })
  writer.flush()
  expect(createRunWriter(database).closeUnfinished(3_000)).toEqual(['x_a'])
  const run = reader.get('x_a')
  expect(run?.row).toMatchObject({ status: 'crashed', calls: 1, tools: ['episodic/remember'] })
  expect(run?.error?.code).toBe('HOST_RESTARTED')
  expect(reader.events('x_a', 0, 10).at(-1)?.event).toMatchObject({
    k: 'run.ended',
    status: 'crashed',
    t: 2_000,
  })
})

test('deleting old runs takes their payloads and leaves those of others', () => {
  create('x_old', 'x_old', 10)
  create('x_new', 'x_new', 1_000)
  const shared = writer.keep('shared')
  for (const run of ['x_old', 'x_new']) {
    writer.append(run, { t: 0, k: 'call.asked', call: 'c1', tool: 'a/b', argsRef: shared, preview: '' })
    writer.end(run, ended)
  }
  expect(writer.deleteBefore(500)).toBe(1)
  expect(reader.get('x_old')).toBeUndefined()
  expect(reader.blob(shared)?.text).toBe('shared')
  expect(database.prepare(`SELECT count(*) AS n FROM blobs WHERE text = 'code of x_old'`).get()).toEqual({
    n: 0,
  })
})

test('a list is sorted by a column page by page, and what is refused is left out', () => {
  for (let index = 0; index < 12; index += 1) {
    create(`x_${index}`, index % 2 === 0 ? 'Even' : 'Odd')
    writer.end(`x_${index}`, { ...ended, calls: index % 4, durationMs: index })
  }
  const seen: string[] = []
  let before: string | undefined
  do {
    const page = reader.page({ not: [{ text: ['odd'] }] }, 2, before, { by: 'calls', descending: true })
    expect(page.total).toBe(6)
    seen.push(...page.rows.map((row) => row.id))
    before = page.next
  } while (before)
  expect(seen).toEqual(['x_10', 'x_6', 'x_2', 'x_8', 'x_4', 'x_0'])
  const slow = reader.page({ numbers: [{ column: 'duration', than: '>=', value: 10 }] }, 10)
  expect(slow.rows.map((row) => row.id)).toEqual(['x_11', 'x_10'])
})

test('facets count the runs of a filter by value, a run once for each server it called', () => {
  create('x_a')
  create('x_b')
  create('x_c')
  writer.end('x_a', { ...ended, tools: ['github/list_issues', 'github/get_issue', 'slack/post_message'] })
  writer.end('x_b', { ...ended, status: 'error', vaultTokens: 0 })
  expect(reader.facets({})).toEqual({
    status: [
      { value: 'error', count: 1 },
      { value: 'ok', count: 1 },
      { value: 'queued', count: 1 },
    ],
    client: [{ value: 'claude', count: 3 }],
    source: [{ value: 'agent', count: 3 }],
    server: [
      { value: 'github', count: 2 },
      { value: 'slack', count: 1 },
    ],
    pii: [
      { value: 'no', count: 2 },
      { value: 'yes', count: 1 },
    ],
  })
  const ok = reader.facets({ status: ['ok'] })
  expect(ok.server.map((one) => one.value)).toEqual(['github', 'slack'])
  // The chosen facet still offers its other values.
  expect(ok.status.map((one) => one.value)).toEqual(['error', 'ok', 'queued'])
})

test('a run is renamed, noted and pinned; what is deleted goes with its payloads, what is alive stays', () => {
  create('x_done', 'Done')
  create('x_alive', 'Alive')
  writer.append('x_done', { t: 1, k: 'log', level: 'log', text: 'hello' })
  writer.end('x_done', ended)
  writer.mark('x_done', { title: 'Renamed', note: 'ask Anna', pinned: true })
  expect(reader.get('x_done')?.row).toMatchObject({ title: 'Renamed', note: 'ask Anna', pinned: true })
  expect(reader.page({ pinned: true }, 10).rows.map((row) => row.id)).toEqual(['x_done'])
  expect(reader.page({ text: ['anna'] }, 10).total).toBe(1)
  // Pinned runs outlive retention.
  expect(writer.deleteBefore(10)).toBe(0)
  const code = reader.get('x_done')?.codeRef ?? ''
  expect(writer.delete(['x_done', 'x_alive', 'x_unknown'])).toEqual(['x_done'])
  expect(reader.get('x_done')).toBeUndefined()
  expect(reader.events('x_done', 0, 10)).toEqual([])
  expect(reader.blob(code)).toBeUndefined()
  expect(reader.get('x_alive')).toBeDefined()
})

test('a call is on disk before it is sent, with all that was written before it; the rest at the end of the turn', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'athena-runs-'))
  try {
    const path = join(folder, 'athena.db')
    const own = openDatabase(path, athenaMigrations)
    const other = createRunReader(openReader(path))
    const first = createRunWriter(own)
    first.create({
      id: 'x_a',
      session: 's',
      client: 'c',
      source: 'agent',
      title: 't',
      codeRef: first.keep('code'),
      codeHash: 'h',
      startedAt: 1,
    })
    const argsRef = first.keep('{}')
    first.append('x_a', { t: 1, k: 'call.asked', call: 'c1', tool: 'a/b', argsRef, preview: '{}' })
    first.append('x_a', { t: 1, k: 'call.sent', call: 'c1' })
    expect(other.events('x_a', 0, 10).map(({ seq, event }) => [seq, event.k])).toEqual([
      [1, 'call.asked'],
      [2, 'call.sent'],
    ])
    expect(other.blob(argsRef)?.text).toBe('{}')
    first.append('x_a', { t: 2, k: 'call.ended', call: 'c1', ok: true, bytes: 0, tokens: 0 })
    first.setStatus('x_a', 'waiting')
    await new Promise((resolve) => setImmediate(resolve))
    expect(other.events('x_a', 2, 10)).toHaveLength(1)
    expect(other.get('x_a')?.row.status).toBe('waiting')
    // A disk that refuses: nothing is lost, and what must be written first throws.
    own.exec("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT raise(ABORT, 'disk is full'); END")
    first.append('x_a', { t: 3, k: 'log', level: 'log', text: 'one' })
    await new Promise((resolve) => setImmediate(resolve))
    expect(() => first.append('x_a', { t: 4, k: 'call.sent', call: 'c2' })).toThrow('disk is full')
    own.exec('DROP TRIGGER full')
    first.flush()
    expect(other.events('x_a', 3, 10).map(({ event }) => event.k)).toEqual(['log', 'call.sent'])
    own.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('the use of a tool is folded out of the events of its runs', () => {
  const now = 1_000 * 86_400_000
  const calls = (run: string, started: number, list: [ms: number, ok: boolean][]): void => {
    create(run, `Run ${run}`, started)
    for (const [index, [ms, ok]] of list.entries()) {
      const call = `c_${index}`
      const t = index * 100
      writer.append(run, { t, k: 'call.asked', call, tool: 'github/list_issues', argsRef: 'a', preview: '' })
      writer.append(run, { t: t + ms, k: 'call.ended', call, ok, bytes: 1, tokens: 1 })
    }
    writer.end(run, ended)
  }
  calls('x_old', now - 40 * 86_400_000, [[5_000, true]])
  calls('x_a', now - 2 * 86_400_000, [
    [10, true],
    [20, true],
  ])
  calls('x_b', now - 1_000, [
    [30, true],
    [400, false],
  ])
  const usage = readToolUsage(database, 'github/list_issues', now, 30)
  expect(usage).toMatchObject({ calls: 4, failed: 1, p50: 20, p95: 400, truncated: false })
  expect(usage.days.at(-1)).toBe(2)
  expect(usage.days.reduce((sum, count) => sum + count, 0)).toBe(4)
  expect(usage.recent.map((call) => [call.run, call.ok])).toEqual([
    ['x_b', false],
    ['x_b', true],
    ['x_a', true],
    ['x_a', true],
  ])
  expect(readToolUsage(database, 'github/list', now, 30).calls).toBe(0)
})
