import { afterAll, beforeAll, expect, test } from 'vitest'
import { startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

let athena: Athena

beforeAll(async () => {
  athena = await startAthena()
}, 60_000)
afterAll(async () => {
  await athena?.stop({ keepData: false })
})

test('privacy scan takes lines of JSON and plain text', async () => {
  const lines = [{ text: 'write to anna@shop-example.de' }, { text: 'nothing here' }]
    .map((line) => JSON.stringify(line))
    .join('\n')
  const scanned = await athena.cli(['privacy', 'scan', '-', '--json'], { input: lines })
  expect(scanned.code).toBe(0)
  expect(scanned.json()).toMatchObject({
    results: [
      { spans: [{ kind: 'EMAIL', start: 9, end: 29 }], tokenised: 'write to [EMAIL_1]' },
      { spans: [] },
    ],
  })
  const plain = await athena.cli(['privacy', 'scan', '-'], { input: 'call anna@shop-example.de' })
  expect(plain.stdout).toBe('call [EMAIL_1]\n')
})

test('the vault is listed without values, and values are shown on a terminal only', async () => {
  const code = `import { remember } from './servers/episodic'\nawait remember({ content: 'ask anna@shop-example.de' })\nreturn 1`
  await athena.cli(['exec', '-'], { input: code })
  const list = await athena.cli(['vault', 'list'])
  // The vault starts locked, so not even the form of a value is shown.
  expect(list.stdout).toMatch(/^\[EMAIL_1\] {2}•+ /)
  expect(list.stdout).not.toContain('anna')
  const refused = await athena.cli(['vault', 'list', '--reveal'])
  expect(refused.code).toBe(2)
  expect(refused.stdout + refused.stderr).not.toContain('anna')
  expect((await athena.cli(['vault', 'audit', '[EMAIL_1]'])).stdout).toContain('mint')
  expect((await athena.cli(['vault', 'rules'])).stdout).toContain('anything else asks')
  expect((await athena.cli(['vault', 'forget', '[EMAIL_1]', '--json'])).json()).toEqual({ forgotten: 1 })
})

test('skills are saved, listed and removed from the command line', async () => {
  const run = (
    await athena.cli(['exec', '-', '--json'], {
      input: 'return await recall()\nasync function recall() { return 7 }',
    })
  ).json<{
    executionId: string
  }>()
  const saved = await athena.cli([
    'skill',
    'save',
    'seven',
    '--from',
    run.executionId,
    '--description',
    'Gives seven.',
  ])
  expect(saved.code, saved.stderr).toBe(0)
  expect(saved.stdout).toContain('export async function seven()')
  expect((await athena.cli(['skill', 'list'])).stdout).toContain('seven  Gives seven.')
  expect((await athena.cli(['skill', 'test', 'seven'])).code).toBe(0)
  expect((await athena.cli(['skill', 'remove', 'seven'])).code).toBe(0)
  expect((await athena.cli(['skill', 'save', 'x'])).code).toBe(2)
})

test('a level that is not accepted keeps everything from running', async () => {
  // The sandbox of this test machine may be any; a level above it cannot be asked for, so the setting itself is checked.
  expect((await athena.cli(['doctor', '--accept-level', 'imaginary'])).code).toBe(4)
  expect(
    (await athena.cli(['doctor', '--accept-level', 'reduced', '--json'])).json<{ checks: unknown[] }>().checks
      .length,
  ).toBeGreaterThan(5)
})

test('what reads files of this computer on the word of an agent asks first', async () => {
  const rules = (await athena.cli(['policy', 'list', '--json'])).json<{
    rules: { server: string; tool: string; action: string }[]
  }>().rules
  expect(rules.map((rule) => `${rule.server}/${rule.tool} ${rule.action}`).toSorted()).toEqual([
    'meta/import ask',
    'rag/ingest ask',
  ])
})

test('a tool that was switched off stays off when Athena starts again', async () => {
  const call = `return await callMCPTool('episodic/frequency', { what: 'x' }).catch((error: any) => error.message)`
  expect((await athena.cli(['tools', 'off', 'episodic/frequency'])).stdout).toBe('episodic/frequency: off\n')
  await athena.stop({ keepData: true })
  athena = await startAthena({ data: athena.data })
  expect((await athena.cli(['exec', '-'], { input: call })).stdout).toContain('switched off by the user')
  expect((await athena.cli(['tools', 'tree'])).stdout).toContain('frequency.ts  (off)')
  await athena.cli(['tools', 'on', 'episodic/frequency'])
  expect((await athena.cli(['exec', '-'], { input: call })).stdout).not.toContain('switched off')
  // A whole server at once.
  await athena.cli(['tools', 'off', 'episodic'])
  expect((await athena.cli(['exec', '-'], { input: call })).stdout).toContain('switched off by the user')
  await athena.cli(['tools', 'on', 'episodic'])
}, 90_000)
