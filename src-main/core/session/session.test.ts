import { afterEach, beforeEach, expect, test } from 'vitest'
import { AthenaError } from '../../contract/errors.ts'
import { createCatalog } from '../catalog/index.ts'
import { athenaMigrations, openDatabase } from '../store/index.ts'
import type { WritableDatabase } from '../store/index.ts'
import { createSessions, createWorkspace, maxStateBytes, normalisePath, workspaceBytes } from './index.ts'
import type { Sessions, Workspace } from './index.ts'

let database: WritableDatabase
let sessions: Sessions
let workspace: Workspace
let now = 1_000
const clock = { now: () => (now += 1), monotonic: () => now }
let nextId = 0

beforeEach(() => {
  nextId = 0
  database = openDatabase(':memory:', athenaMigrations)
  sessions = createSessions(database, clock, { next: (prefix) => `${prefix}_${(nextId += 1)}` })
  const catalog = createCatalog()
  catalog.setServer({
    name: 'notes',
    title: 'Notes',
    description: 'Notes',
    kind: 'upstream',
    tools: [{ name: 'list', description: 'Lists notes.', inputSchema: { type: 'object', properties: {} } }],
  })
  workspace = createWorkspace(database, [catalog], clock)
})
afterEach(() => database.close())

const code = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return error instanceof AthenaError ? error.code : String(error)
  }
  return 'no error'
}
const text = (session: string, path: string): string =>
  Buffer.from(workspace.readFile(session, path)).toString()

test('an unknown session names the recent ones', () => {
  const { id } = sessions.create('claude')
  expect(() => sessions.get('s_nope')).toThrowError(`There is no session "s_nope". Recent sessions: ${id}.`)
})

test('variables that are too large leave the old ones', () => {
  const { id } = sessions.create('claude')
  sessions.saveState(id, '{"a":1}')
  expect(code(() => sessions.saveState(id, 'x'.repeat(maxStateBytes + 1)))).toBe('DISK_QUOTA')
  expect(sessions.state(id)).toBe('{"a":1}')
})

test('a fork has its own copy of variables and files', () => {
  const { id } = sessions.create('claude')
  sessions.saveState(id, '{"a":1}')
  workspace.writeFile(id, '/workspace/a.txt', Buffer.from('one'))
  const fork = sessions.fork(id)
  workspace.writeFile(fork.id, 'workspace/a.txt', Buffer.from('two'))
  sessions.saveState(fork.id, '{"a":2}')
  expect([text(id, '/workspace/a.txt'), text(fork.id, '/workspace/a.txt')]).toEqual(['one', 'two'])
  expect(sessions.state(id)).toBe('{"a":1}')
})

test('deleting a session takes its files', () => {
  const { id } = sessions.create('claude')
  workspace.writeFile(id, '/workspace/a.txt', Buffer.from('one'))
  sessions.delete(id)
  expect(database.prepare('SELECT count(*) AS n FROM files').get()).toEqual({ n: 0 })
})

test('paths have one spelling and cannot leave the tree', () => {
  expect(normalisePath('./workspace//a/../b.txt')).toBe('/workspace/b.txt')
  for (const bad of ['../etc/passwd', '/workspace/../../etc', 'a\0b', 'C:\\x', 'x'.repeat(600)]) {
    expect(code(() => normalisePath(bad))).toBe('BAD_PATH')
  }
})

test('only the workspace can be written', () => {
  const { id } = sessions.create('claude')
  for (const path of [
    '/servers/notes/list.ts',
    '/README.md',
    '/workspace',
    '/workspace/.results/x.json',
    '/etc/passwd',
  ]) {
    expect(code(() => workspace.writeFile(id, path, Buffer.from('x')))).toBe('READ_ONLY')
  }
})

test('the tree is listed folder by folder and tool files read as text', () => {
  const { id } = sessions.create('claude')
  workspace.writeFile(id, '/workspace/reports/june.csv', Buffer.from('a,b'))
  expect(workspace.readdir(id, '/')).toEqual(expect.arrayContaining(['servers', 'skills', 'workspace']))
  expect(workspace.readdir(id, './servers/notes')).toContain('list.ts')
  expect(workspace.readdir(id, '/workspace')).toEqual(['reports'])
  expect(text(id, '/servers/notes/list.ts')).toContain('notes/list')
  expect(workspace.stat(id, '/workspace/reports').directory).toBe(true)
  expect(code(() => workspace.readFile(id, '/workspace/reports'))).toBe('BAD_PATH')
  expect(code(() => workspace.readFile(id, '/workspace/none.txt'))).toBe('NO_SUCH_FILE')
})

test('a write beyond the quota is refused, the old file and the others stay', () => {
  const { id } = sessions.create('claude')
  workspace.writeFile(id, '/workspace/a.bin', Buffer.alloc(workspaceBytes - 10))
  workspace.writeFile(id, '/workspace/b.bin', Buffer.alloc(10))
  expect(code(() => workspace.writeFile(id, '/workspace/b.bin', Buffer.alloc(11)))).toBe('DISK_QUOTA')
  expect(workspace.stat(id, '/workspace/b.bin').size).toBe(10)
  workspace.rm(id, '/workspace/a.bin', false)
  workspace.writeFile(id, '/workspace/b.bin', Buffer.alloc(11))
  expect(workspace.stat(id, '/workspace/b.bin').size).toBe(11)
})

test('folders need recursive to be removed', () => {
  const { id } = sessions.create('claude')
  workspace.writeFile(id, '/workspace/d/a', Buffer.from('1'))
  workspace.writeFile(id, '/workspace/d/b', Buffer.from('2'))
  expect(code(() => workspace.rm(id, '/workspace/d', false))).toBe('BAD_PATH')
  workspace.rm(id, '/workspace/d', true)
  expect(workspace.readdir(id, '/workspace')).toEqual([])
})

test('kept results make room by age and do not count against the quota', () => {
  const { id } = sessions.create('claude')
  const big = 'r'.repeat(40 * 1024 * 1024)
  for (const execution of ['x_1', 'x_2', 'x_3']) workspace.keepResult(id, execution, big)
  expect(workspace.readdir(id, '/workspace/.results')).toEqual(['x_2.json', 'x_3.json'])
  workspace.writeFile(id, '/workspace/a.bin', Buffer.alloc(workspaceBytes))
})
