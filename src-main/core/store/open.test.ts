import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AthenaError } from '../../contract/errors.ts'
import { athenaMigrations, openDatabase } from './index.ts'
import { runs } from './migrations/0001-runs.ts'
import { sessions } from './migrations/0002-sessions.ts'
import { skills } from './migrations/0003-skills.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'athena-store-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('migrations are numbered from 1 without a gap', () => {
  expect(athenaMigrations.map((migration) => migration.number)).toEqual(
    athenaMigrations.map((_, index) => index + 1),
  )
})

test('a new database has the newest schema and opening it again changes nothing', () => {
  const path = join(folder, 'athena.db')
  const first = openDatabase(path, athenaMigrations)
  const schema = first.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all()
  first.close()
  const second = openDatabase(path, athenaMigrations)
  expect(second.pragma('user_version', { simple: true })).toBe(athenaMigrations.length)
  expect(second.prepare('SELECT name, sql FROM sqlite_master ORDER BY name').all()).toEqual(schema)
  second.close()
})

test('migration 2 adds sessions to a database of schema 1 and keeps its runs', () => {
  const path = join(folder, 'athena.db')
  const old = openDatabase(path, [runs])
  old
    .prepare(
      `INSERT INTO runs (id, session, client, source, status, title, code_ref, code_hash, started_at) VALUES ('x_1','s_1','c','cli','ok','t','r','h',1)`,
    )
    .run()
  old.close()
  const upgraded = openDatabase(path, athenaMigrations)
  expect(upgraded.prepare('SELECT id FROM runs').all()).toEqual([{ id: 'x_1' }])
  expect(upgraded.prepare('SELECT count(*) AS n FROM sessions').get()).toEqual({ n: 0 })
  upgraded.close()
})

test('migration 3 adds skills to a database of schema 2 and keeps its sessions', () => {
  const path = join(folder, 'athena.db')
  const old = openDatabase(path, [runs, sessions])
  old
    .prepare(`INSERT INTO sessions (id, title, client, created_at, last_used) VALUES ('s_1', 't', 'c', 1, 1)`)
    .run()
  old.close()
  const upgraded = openDatabase(path, athenaMigrations)
  expect(upgraded.prepare('SELECT id FROM sessions').all()).toEqual([{ id: 's_1' }])
  expect(upgraded.prepare('SELECT count(*) AS n FROM skills').get()).toEqual({ n: 0 })
  upgraded.close()
})

test('migration 4 adds learned shapes to a database of schema 3 and keeps its skills', () => {
  const path = join(folder, 'athena.db')
  const old = openDatabase(path, [runs, sessions, skills])
  old
    .prepare(
      `INSERT INTO skills (name, description, source, inputs, tools, created_at) VALUES ('s', 'd', 'c', '[]', '[]', 1)`,
    )
    .run()
  old.close()
  const upgraded = openDatabase(path, athenaMigrations)
  expect(upgraded.prepare('SELECT name FROM skills').all()).toEqual([{ name: 's' }])
  expect(upgraded.prepare('SELECT count(*) AS n FROM learned_shapes').get()).toEqual({ n: 0 })
  upgraded.close()
})

test('a database of a newer Athena is refused and left as it is', () => {
  const path = join(folder, 'athena.db')
  const newer = openDatabase(path, athenaMigrations)
  newer.pragma('user_version = 999')
  newer.close()
  expect(() => openDatabase(path, athenaMigrations)).toThrowError(
    expect.objectContaining({ code: 'NEWER_DATABASE' }) as AthenaError,
  )
  const again = openDatabase(path, [{ number: 999, name: 'future', up: () => {} }])
  expect(again.pragma('user_version', { simple: true })).toBe(999)
  again.close()
})

test('a damaged file is refused with its path', () => {
  const path = join(folder, 'athena.db')
  writeFileSync(path, 'this is not a database, it is a text that is long enough to be read as a header')
  expect(() => openDatabase(path, athenaMigrations)).toThrowError(/athena\.db is damaged/)
})

test('a migration that fails leaves the schema before it', () => {
  const path = join(folder, 'athena.db')
  const broken = {
    number: athenaMigrations.length + 1,
    name: 'broken',
    up: (database: { exec: (sql: string) => unknown }) => {
      database.exec('CREATE TABLE half (a)')
      throw new Error('no')
    },
  }
  expect(() => openDatabase(path, [...athenaMigrations, broken])).toThrowError(/Cannot prepare/)
  const back = openDatabase(path, athenaMigrations)
  expect(back.prepare(`SELECT name FROM sqlite_master WHERE name = 'half'`).all()).toEqual([])
  back.close()
})
