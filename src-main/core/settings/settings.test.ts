import { expect, test } from 'vitest'
import { athenaMigrations, openDatabase } from '../store/index.ts'
import { createSettings } from './index.ts'

test('settings have defaults, keep what is set and refuse what does not fit', () => {
  const database = openDatabase(':memory:', athenaMigrations)
  const settings = createSettings(database)
  const seen: string[] = []
  settings.onChange((name) => seen.push(name))
  expect(settings.get('sandbox.poolSize')).toBe(2)
  settings.set('sandbox.poolSize', 4)
  expect(() => settings.set('sandbox.poolSize', 99)).toThrow()
  expect(settings.get('sandbox.poolSize')).toBe(4)
  expect(seen).toEqual(['sandbox.poolSize'])
  expect(settings.all().filter((setting) => setting.changed)).toEqual([
    { name: 'sandbox.poolSize', value: 4, changed: true },
  ])
})

test('a damaged value falls back to the default', () => {
  const database = openDatabase(':memory:', athenaMigrations)
  database.prepare(`INSERT INTO settings VALUES ('runs.retentionDays', 'not json')`).run()
  expect(createSettings(database).get('runs.retentionDays')).toBe(30)
})
