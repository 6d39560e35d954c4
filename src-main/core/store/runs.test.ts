import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EndedRun, RunReader, RunWriter, WritableDatabase } from './index.ts'
import { athenaMigrations, createRunReader, createRunWriter, openDatabase } from './index.ts'

let database: WritableDatabase
let writer: RunWriter
let reader: RunReader
beforeEach(() => {
  database = openDatabase(':memory:', athenaMigrations)
  writer = createRunWriter(database)
  reader = createRunReader(database)
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
