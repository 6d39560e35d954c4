import { expect, test } from 'vitest'
import { athenaMigrations, openDatabase } from '../store/index.ts'
import { createCatalog, keepLearned } from './index.ts'

const server = {
  name: 'crm',
  title: 'CRM',
  description: 'CRM',
  kind: 'upstream' as const,
  tools: [{ name: 'find', description: 'Finds.', inputSchema: { type: 'object' } }],
}

test('what calls have shown about a result survives a restart, without any value', () => {
  const database = openDatabase(':memory:', athenaMigrations)
  const first = createCatalog()
  first.setServer(server)
  const save = keepLearned(first, database)
  first.observe('crm/find', { name: 'Anna Secret', age: 5 })
  save()
  expect(JSON.stringify(database.prepare('SELECT * FROM learned_shapes').all())).not.toContain('Secret')

  const second = createCatalog()
  second.setServer(server)
  keepLearned(second, database)
  expect(second.declaration('crm/find')).toContain('age')
  expect(second.declaration('crm/find')).toContain('unverified')
})
