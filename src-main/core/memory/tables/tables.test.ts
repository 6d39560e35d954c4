import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../../store/index.ts'
import { memoryMigrations } from '../database/store.ts'
import { createMemoryTables } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'athena-tables-'))
const tables = createMemoryTables({
  node: process.execPath,
  script: join(import.meta.dirname, 'child.ts'),
  folder,
})
beforeAll(() => {
  const database = openDatabase(join(folder, 'memory.db'), memoryMigrations)
  database.exec(
    "CREATE TABLE big (n INTEGER, bytes BLOB); INSERT INTO big VALUES (1, x'00ff'), (2, NULL), (3, NULL)",
  )
  database.close()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('tables are listed with their rows and columns, and statements that read are run with their plan', async () => {
  const { tables: found } = await tables.tables()
  expect(found.find((table) => table.name === 'big')).toMatchObject({
    rows: 3,
    columns: [
      { name: 'n', type: 'INTEGER' },
      { name: 'bytes', type: 'BLOB' },
    ],
  })
  expect(found.map((table) => table.name)).toContain('memories')
  const answer = await tables.query('SELECT n, bytes FROM big ORDER BY n', 2)
  expect(answer).toMatchObject({
    columns: ['n', 'bytes'],
    rows: [
      [1, '(2 bytes)'],
      [2, null],
    ],
    truncated: true,
  })
  expect(answer.plan.join()).toMatch(/SCAN big/)
})

test('nothing can be written, attached or run on for long', async () => {
  for (const sql of [
    'DELETE FROM big',
    'INSERT INTO big VALUES (9, 9) RETURNING n',
    'CREATE TABLE x (y)',
    'SELECT 1; SELECT 2',
  ])
    await expect(tables.query(sql, 10), sql).rejects.toMatchObject({ code: 'BAD_PARAMS' })
  const attach = join(folder, 'other.db')
  await expect(tables.query(`ATTACH '${attach}' AS other`, 10)).rejects.toMatchObject({ code: 'BAD_PARAMS' })
  await expect(tables.query('SELECT absent FROM big', 10)).rejects.toThrow(/no such column/)
  await expect(
    tables.query(
      'WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c',
      10,
    ),
  ).rejects.toMatchObject({ code: 'TIMEOUT' })
  expect((await tables.query('SELECT count(*) FROM big', 10)).rows).toEqual([[3]])
})

test('backups are told with where they are', () => {
  expect(tables.backups()).toEqual([])
  mkdirSync(join(folder, 'backups'))
  writeFileSync(join(folder, 'backups', 'before-move.db'), 'xx')
  expect(tables.backups()).toMatchObject([
    { name: 'before-move', bytes: 2, path: join(folder, 'backups', 'before-move.db') },
  ])
})
