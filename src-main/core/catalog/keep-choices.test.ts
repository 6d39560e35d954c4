import { expect, test } from 'vitest'
import { athenaMigrations, openDatabase } from '../store/index.ts'
import { createCatalog, keepChoices } from './index.ts'

const server = {
  name: 'crm',
  title: 'CRM',
  description: 'CRM',
  kind: 'upstream' as const,
  tools: ['find_contact', 'delete_all'].map((name) => ({
    name,
    description: `Does ${name}.`,
    inputSchema: { type: 'object' },
  })),
}

test('what is off, and what the user calls a tool, survive a restart and come before the server does', () => {
  const database = openDatabase(':memory:', athenaMigrations)
  const first = createCatalog()
  first.setServer(server)
  keepChoices(first, database)
  first.setEnabled('crm/delete_all', false)
  first.override('crm/find_contact', { exportName: 'findPerson', description: 'Finds a person.' })

  const second = createCatalog()
  keepChoices(second, database)
  second.setServer(server)
  expect(second.resolve('crm/delete_all').enabled).toBe(false)
  expect(second.readFile('/servers/crm/delete_all.ts')).toBeUndefined()
  expect(second.source('crm/delete_all')).toContain('deleteAll')
  expect(second.module('./servers/crm')).toEqual({
    kind: 'server',
    exports: { findPerson: { tool: 'crm/find_contact' } },
  })
  expect(second.declaration('crm/find_contact')).toContain('Finds a person.')
  expect(second.resolve('crm/find_contact').own).toEqual({
    exportName: 'findContact',
    description: 'Does find_contact.',
  })

  second.override('crm/find_contact', {})
  second.setServerEnabled('crm', true)
  const third = createCatalog()
  keepChoices(third, database)
  third.setServer(server)
  expect(third.resolve('crm/find_contact').exportName).toBe('findContact')
  expect(third.resolve('crm/delete_all').enabled).toBe(true)
})

test('a name that is no name or is taken is refused, and nothing changes', () => {
  const catalog = createCatalog()
  catalog.setServer(server)
  for (const exportName of ['deleteAll', 'delete-all', '9', 'x;y', 'A', ''])
    expect(() => catalog.override('crm/find_contact', { exportName })).toThrow(/name/)
  expect(() => catalog.setServerEnabled('nope', false)).toThrow(/no server/)
  expect(catalog.resolve('crm/find_contact').exportName).toBe('findContact')
})

test('reserved words cannot be names', () => {
  const catalog = createCatalog()
  catalog.setServer(server)
  for (const exportName of ['delete', 'await', 'class', 'import'])
    expect(() => catalog.override('crm/find_contact', { exportName })).toThrow(/cannot be the name/)
})
