import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callHost } from '../support/control.ts'
import { root, startAthena } from '../support/start-athena.ts'
import type { Athena } from '../support/start-athena.ts'

let athena: Athena

beforeAll(async () => {
  athena = await startAthena()
}, 60_000)
afterAll(async () => {
  await athena?.stop()
})

interface Executed {
  status: string
  value: unknown
  text: string
  executionId: string
  session: string
}

async function execute(code: string): Promise<Executed> {
  return (await athena.cli(['exec', '-', '--json'], { input: code })).json<Executed>()
}

const script = `import { remember, recall } from './servers/episodic'
await remember({ content: 'Release 4 was tagged', tags: ['release'] })
const hits = await recall({ query: 'release', limit: 3 })
return hits.map((hit) => hit.content)`

test('a run becomes a skill with inputs that agents find, read, import and that is tested by its own recording', async () => {
  const run = await execute(script)
  expect(run.status, run.text).toBe('ok')
  const { candidates } = await callHost<{ candidates: { name: string }[] }>(
    athena.data,
    'skills.candidates',
    { code: script },
  )
  expect(candidates.map((candidate) => candidate.name)).toContain('query')

  const saved = await callHost<{ source: string }>(athena.data, 'skills.save', {
    name: 'note-release',
    description: 'Notes a release and lists what is known about releases.',
    run: run.executionId,
    lift: ['query', 'limit'],
  })
  expect(saved.source).toContain('export async function noteRelease({ query = "release", limit = 3 }')

  const found = await execute(`return await search_tools({ query: 'list known releases' })`)
  expect((found.value as { skill?: string }[])[0]).toMatchObject({
    skill: 'note-release',
    importFrom: './skills/note-release',
  })
  const page = await execute(
    `return [await readdir('/skills'), await readFile('/skills/note-release/SKILL.md')]`,
  )
  expect(JSON.stringify(page.value)).toContain("import { noteRelease } from './skills/note-release'")

  const used = await execute(
    `import { noteRelease } from './skills/note-release'\nreturn await noteRelease({ limit: 1 })`,
  )
  expect(used.status, used.text).toBe('ok')
  expect(used.value).toHaveLength(1)
  const tested = await callHost<{ ok: boolean; detail: string }>(athena.data, 'skills.test', {
    name: 'note-release',
  })
  expect(tested, tested.detail).toMatchObject({ ok: true })
  const { skills } = await callHost<{ skills: { uses: number; drift: unknown[] }[] }>(
    athena.data,
    'skills.list',
  )
  expect(skills).toMatchObject([
    {
      name: 'note-release',
      uses: 1,
      failures: 0,
      drift: [],
      tools: expect.arrayContaining(['episodic/remember', 'episodic/recall']) as string[],
    },
  ])
}, 60_000)

test('a wrong use of a skill is a type error, an unknown skill names the nearest', async () => {
  const wrong = await execute(
    `import { noteRelease } from './skills/note-release'\nreturn await noteRelease({ limit: 'many' })`,
  )
  expect(wrong.status).toBe('rejected')
  expect(wrong.text).toContain('limit')
  const unknown = await execute(`import { x } from './skills/note-releases'\nreturn x`)
  expect(unknown.text).toContain('note-release')
})

test('what does not check is not saved', async () => {
  const save = (name: string, code: string): Promise<unknown> =>
    callHost(athena.data, 'skills.save', { name, description: 'Does something.', code })
  await expect(
    save('bad', `import { recal } from './servers/episodic'\nreturn await recal('x')`),
  ).rejects.toThrow(/not saved/)
  await expect(save('Bad Name', 'return 1')).rejects.toThrow(/not a usable name/)
  await callHost(athena.data, 'skills.remove', { name: 'note-release' })
  expect(await callHost(athena.data, 'skills.list')).toEqual({ skills: [] })
})

test('a skill whose tool changed is named everywhere, and the run that uses it is told', async () => {
  const server = join(root, 'e2e', 'fixtures', 'servers', 'misbehaving.mjs')
  const marker = join(athena.data, 'changed')
  await athena.cli([
    'server',
    'add',
    'moody',
    '--trusted',
    '--',
    process.execPath,
    server,
    'changing',
    marker,
  ])
  await callHost(athena.data, 'skills.save', {
    name: 'say',
    description: 'Says something.',
    code: `import { echo } from './servers/moody'\nexport async function say(text: string) { return await echo({ text }) }`,
  })
  const use = `import { say } from './skills/say'\nreturn await say('hello')`
  const before = await execute(use)
  expect(before.value, before.text).toBe('hello')
  expect(before.text).not.toContain('different')
  await execute(`return await callMCPTool('moody/echo', { text: 'change' })`)
  const list = (): Promise<{ skills: { drift: object[] }[] }> => callHost(athena.data, 'skills.list')
  await expect
    .poll(async () => (await list()).skills[0]?.drift, { timeout: 20_000 })
    .toEqual([{ tool: 'moody/echo', reason: 'changed' }])
  expect((await athena.cli(['skill', 'list'])).stdout).toContain('! moody/echo is not what it was')
  expect((await athena.cli(['doctor'])).stdout).toContain('say (moody/echo changed)')
  await athena.cli(['server', 'accept', 'moody'])
  const after = await execute(use)
  expect(after.value, after.text).toBe('hello')
  expect(after.text).toContain('the skill say was saved when its tools were different: moody/echo (changed)')
}, 60_000)
