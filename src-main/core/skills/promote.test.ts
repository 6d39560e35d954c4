import { expect, test } from 'vitest'
import { importedFiles, inputCandidates, promoteScript } from './promote.ts'

const script = `import { mailSearch } from './servers/demo'

const { messages } = await mailSearch({ query: 'invoice late', limit: 5 })
const found = await callMCPTool('episodic/recall', { query: 'late payers' })
return messages.length + found.length`

test('values given to tools are offered by the names they are given under', () => {
  expect(inputCandidates(script)).toEqual([
    { name: 'query', type: 'string', value: 'invoice late', line: 3 },
    { name: 'limit', type: 'number', value: 5, line: 3 },
    { name: 'query_', type: 'string', value: 'late payers', line: 4 },
  ])
})

test('a script becomes one function; chosen values become inputs with their old values', () => {
  const { source, exportName, inputs } = promoteScript(
    script,
    'count-late-mail',
    'Counts mail about late invoices.',
    ['query', 'limit'],
  )
  expect(exportName).toBe('countLateMail')
  expect(inputs).toEqual([
    { name: 'query', type: 'string', default: 'invoice late' },
    { name: 'limit', type: 'number', default: 5 },
  ])
  expect(source).toBe(`import { mailSearch } from './servers/demo'

/** Counts mail about late invoices. */
export async function countLateMail({ query = "invoice late", limit = 5 }: { query?: string; limit?: number } = {}) {
  const { messages } = await mailSearch({ query: query, limit: limit })
  const found = await callMCPTool('episodic/recall', { query: 'late payers' })
  return messages.length + found.length
}
`)
})

test('a name the script uses for something else is not taken', () => {
  const code = `import { search } from './servers/x'\nconst query = 1\nreturn await search({ query: 'a' }, query)`
  expect(inputCandidates(code).map((candidate) => candidate.name)).toEqual(['query2'])
})

test('a module that exports functions is kept as it is', () => {
  const code = `export async function twice(n: number) {\n  return n * 2\n}\n`
  expect(promoteScript(code, 'twice-it', 'Doubles.', [])).toEqual({
    source: code,
    exportName: 'twice',
    inputs: [],
  })
})

test('a description cannot end its comment', () => {
  expect(promoteScript('return 1', 'one', 'bad */ alert()', []).source.match(/\*\//g)).toHaveLength(1)
})

test('what cannot be parsed and inputs that are not there are refused', () => {
  expect(() => promoteScript('const = 1', 'x', '', [])).toThrowError(/cannot become a skill/)
  expect(() => promoteScript(script, 'x', '', ['colour'])).toThrowError(/no value "colour".*query, limit/)
})

test('only real imports count, not texts that look like them', () => {
  const code = `import { a } from './servers/a'\nexport { b } from './skills/b'\nexport function c({ q = "import x from 'y'" } = {}) {}`
  expect(importedFiles(code)).toEqual(['./servers/a', './skills/b'])
})
