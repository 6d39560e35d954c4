import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root, startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

const folder = join(root, 'docs', 'examples')
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .toSorted()

/** What each example gives, checked so that an example that runs but does nothing fails. */
const expected: Record<string, (value: unknown) => void> = {
  '01-filter-a-big-list.ts': (value) => expect(value).toMatchObject({ customers: 200, worst: [{}, {}, {}] }),
  '02-join-two-tools.ts': (value) => expect(value).toHaveLength(10),
  '03-remember-and-recall.ts': (value) => expect(value).toContain('Thursdays'),
  '04-wait-for-something.ts': (value) => expect(value).toMatch(/^found \d+ after 1 look$/),
  '05-handle-a-failing-tool.ts': (value) =>
    expect(value).toMatchObject({ found: 1, missing: [expect.stringContaining('No customer')] }),
  '06-write-a-file.ts': (value) =>
    expect(value).toEqual(['id;email;amount', expect.stringMatching(/^c_001;\[EMAIL_\d+\];/)]),
  '07-keep-variables.ts': (value) => expect(value).toEqual({ visits: 1, days: 1 }),
  '08-compute-with-tokens.ts': (value) =>
    expect(Object.keys(value as object).toSorted()).toEqual(['example.com', 'example.net', 'example.org']),
  '09-find-a-tool-in-code.ts': (value) => expect(value).toMatchObject({ tool: { tool: 'demo/mail_search' } }),
  '10-correct-a-fact.ts': (value) => expect(value).toEqual(['The office is in Northmere']),
}

let athena: Athena

beforeAll(async () => {
  athena = await startAthena()
  // The demo brings the sample server that the examples use.
  expect((await athena.cli(['demo', '--json'])).code).toBe(0)
}, 60_000)
afterAll(async () => {
  await athena?.stop()
})

test('every example is known here and listed in the page about writing code', () => {
  expect(files).toEqual(Object.keys(expected))
  const page = readFileSync(join(root, 'docs', 'writing-code.md'), 'utf8')
  for (const file of files) expect(page).toContain(`examples/${file}`)
})

test.for(files)('%s runs and gives what it promises', async (file) => {
  const result = await athena.cli(['exec', join(folder, file), '--json'])
  const { status, text, value } = result.json<{ status: string; text: string; value: unknown }>()
  expect(status, text).toBe('ok')
  expected[file]?.(value)
})
