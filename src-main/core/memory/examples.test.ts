import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operations } from './operations.ts'

const text = readFileSync(join(import.meta.dirname, '../../../docs/memory.md'), 'utf8')

/** Tests of the memory by title, with their code. */
const tests = new Map(
  readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => readFileSync(join(import.meta.dirname, file), 'utf8').split(/\n(?=test\()/))
    .flatMap((code) => {
      const match = /^test\(\s*(['"])((?:(?!\1)[^\\]|\\.)*)\1/.exec(code)
      return match ? [[match[2] ?? '', code] as const] : []
    }),
)

/** Whether a test calls an operation: by its name, by a helper of its file named like it, or with all the examples. */
function calls(code: string, id: string): boolean {
  return (
    code.includes(`'${id}'`) || code.includes(`await ${id.split('/')[1]}(`) || code.includes('runExamples(')
  )
}

test('the tables of docs/memory.md are complete, and each test they name exists and calls the operation', () => {
  const rows = new Map<string, string[]>()
  let layer = ''
  for (const line of text.split('\n')) {
    layer = /^### .*\(`(\w+)`\)/.exec(line)?.[1] ?? layer
    const name = /^\| `(\w+)`/.exec(line)?.[1]
    if (name !== undefined) rows.set(`${layer}/${name}`, line.slice(1, -1).split('|'))
  }
  expect([...rows.keys()].toSorted()).toEqual(operations.map((one) => `${one.layer}/${one.name}`).toSorted())
  for (const [id, cells] of rows) {
    const title = cells.at(-1)?.trim() ?? ''
    const code = tests.get(title)
    expect(code, `${id}: ${title}`).toBeDefined()
    expect(calls(code ?? '', id), `${id}: ${title}`).toBe(true)
  }
  expect(text).toContain(`${operations.length} operations`)

  const complaints = [...text.matchAll(/^\| (\d+) \| [^|]+ \| ([^|]+) \|$/gm)]
  const named = new Set(complaints.map((match) => Number(match[1])))
  for (const [, number, title = ''] of complaints)
    expect(tests.has(title.trim()), `${number}: ${title}`).toBe(true)
  for (let number = 1; number <= 43; number++)
    expect(named.has(number) || [4, 20, 36].includes(number), `${number}`).toBe(true)
  for (const [id, cells] of rows) {
    for (const number of cells.at(-2)?.trim().split(' ').filter(Boolean) ?? [])
      expect(named.has(Number(number)) || number === '36', `${id}: ${number}`).toBe(true)
  }
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
