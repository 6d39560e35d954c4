import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Json } from '../../contract/json.ts'
import { operations } from './operations.ts'
import { createTestMemory } from './testing.ts'

const text = readFileSync(join(import.meta.dirname, '../../../docs/memory.md'), 'utf8')
const examples = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')

test('every example of docs/memory.md runs, and every operation has one', { timeout: 60_000 }, async () => {
  const memory = createTestMemory()
  const called = new Set<string>()
  const layers = new Map<string, Record<string, (...args: Json[]) => Promise<unknown>>>()
  for (const { layer, name, positional } of operations) {
    const functions = layers.get(layer) ?? {}
    layers.set(layer, functions)
    functions[name] = (...args) => {
      called.add(`${layer}/${name}`)
      const [first] = args
      const isObject = args.length === 0 || (args.length === 1 && first !== null && typeof first === 'object')
      const input = isObject
        ? (first ?? {})
        : Object.fromEntries(args.map((value, index) => [positional?.[index] ?? '', value]))
      return memory.call(`${layer}/${name}`, input)
    }
  }
  try {
    const AsyncFunction = (async () => {}).constructor as new (
      ...parts: string[]
    ) => (...args: unknown[]) => Promise<void>
    await new AsyncFunction(...layers.keys(), examples.join('\n'))(...layers.values())
  } finally {
    memory.dispose()
  }
  expect(operations.map((one) => `${one.layer}/${one.name}`).filter((id) => !called.has(id))).toEqual([])
})

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
