import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operations } from './operations.ts'

const text = readFileSync(join(import.meta.dirname, '../../../docs/memory.md'), 'utf8')

test('every operation is named in the tables of docs/memory.md', () => {
  const missing = operations
    .filter(({ name }) => !text.includes(`| \`${name}\``))
    .map(({ layer, name }) => `${layer}/${name}`)
  expect(missing).toEqual([])
  expect(text).toContain(`${operations.length} operations`)
})

test('definitions are complete: first sentence, described results, names in order', () => {
  const names = operations.map((one) => `${one.layer}/${one.name}`)
  expect(new Set(names).size).toBe(names.length)
  for (const one of operations) {
    expect(one.name, one.name).toMatch(/^[a-z][a-z_]*$/)
    expect(one.description, one.name).toMatch(/^[A-Z][^]*[.)]$/)
    for (const key of one.positional ?? []) expect(Object.keys(one.input.shape), one.name).toContain(key)
  }
})
