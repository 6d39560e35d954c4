import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTestMemory, type TestMemory } from '../testing.ts'

let it: TestMemory
let folder: string
beforeEach(() => {
  // Looking through everything often stands in for a system that tells nothing; here changes are told.
  it = createTestMemory({ watch: { debounceMs: 20, everyMs: 60_000 } })
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'athena-watched-')))
})
afterEach(() => {
  it.dispose()
  rmSync(folder, { recursive: true, force: true })
})

interface Listed {
  documents: { id: string; path: string }[]
  watched: { folder: string; state: string; problem?: string }[]
}
const list = (): Promise<Listed> => it.call('rag/list_documents') as Promise<Listed>
const found = async (query: string): Promise<string[]> =>
  ((await it.call('rag/search', { query })) as { content: string }[]).map((hit) => hit.content)
/** Waits for what the watcher will do; a miss fails at the end of the test's time. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}

test(
  'new, changed, renamed and removed files of a watched folder are taken in, and citations survive',
  { timeout: 60_000 },
  async () => {
    writeFileSync(join(folder, 'boiler.md'), '# Boiler\n\nThe pressure is 1.5 bar.')
    writeFileSync(join(folder, 'moths.txt'), 'Moths fly towards lamps.')
    await it.call('rag/ingest', { path: folder, watch: true, tags: ['house'] })
    await until(async () => (await list()).watched[0]?.state === 'watching')
    expect((await list()).watched).toMatchObject([{ folder, scope: 'user' }])
    const [cited] = await it.call('rag/search', { query: 'pressure bar' })

    writeFileSync(join(folder, 'new.txt'), 'Chimneys are swept in autumn.')
    await until(async () => (await found('chimneys autumn')).length === 1)
    mkdirSync(join(folder, 'below'))
    writeFileSync(join(folder, 'below', 'deep.txt'), 'Wells are deep.')
    await until(async () => (await found('wells deep')).length === 1)
    // A folder made while watching is watched as well.
    writeFileSync(join(folder, 'below', 'deep.txt'), 'Wells are shallow.')
    await until(async () => (await found('wells shallow'))[0] === 'Wells are shallow.')
    expect(await found('wells deep')).toEqual(['Wells are shallow.'])
    expect((await it.call('rag/list_documents', { tags: ['house'] })).total).toBe(4)

    renameSync(join(folder, 'boiler.md'), join(folder, 'below', 'heating.md'))
    await until(async () => (await list()).documents.some((one) => one.path.endsWith('heating.md')))
    const [moved] = await it.call('rag/search', { query: 'pressure bar' })
    expect(moved.id).toBe(cited.id)
    expect((await it.call('rag/expand', { id: cited.id })).cite).toMatchObject({
      path: join(folder, 'below', 'heating.md'),
      headings: ['Boiler'],
    })
    writeFileSync(join(folder, 'below', 'heating.md'), '# Boiler\n\nThe pressure is 2.5 bar.')
    await until(async () => (await found('pressure bar'))[0]?.includes('2.5') === true)
    expect(await it.call('rag/expand', { id: cited.id })).toMatchObject({
      text: 'The pressure is 1.5 bar.',
      cite: { outdated: true },
    })

    rmSync(join(folder, 'moths.txt'))
    await until(async () => (await found('moths lamps')).length === 0)
    // Each of these is a write like any other.
    const [entry] = await it.call('meta/audit', { operation: 'rag.refresh' })
    expect(entry).toMatchObject({ client: 'athena', canUndo: true })
  },
)

test(
  'links, hidden files and secrets stay out, and a folder that is away keeps its documents',
  { timeout: 60_000 },
  async () => {
    writeFileSync(join(folder, 'a.txt'), 'Apples keep until March.')
    await it.call('rag/ingest', { path: folder, watch: true })
    await until(async () => (await list()).watched[0]?.state === 'watching')
    const outside = realpathSync(mkdtempSync(join(tmpdir(), 'athena-outside-')))
    writeFileSync(join(outside, 'secret.txt'), 'Zebras are striped.')
    symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'))
    symlinkSync(outside, join(folder, 'linked'))
    writeFileSync(join(folder, '.hidden.txt'), 'Zebras are striped.')
    writeFileSync(join(folder, 'id_rsa'), 'Zebras are striped.')
    writeFileSync(join(folder, 'b.txt'), 'Pears do not.')
    await until(async () => (await found('pears')).length === 1)
    expect(await found('zebras striped')).toEqual([])

    const away = `${folder}-away`
    renameSync(folder, away)
    await until(async () => (await list()).watched[0]?.state === 'missing')
    expect((await list()).watched[0]?.problem).toContain('the folder is not there')
    expect(await found('apples March')).toHaveLength(1)
    // A link in its place leads elsewhere and is not followed.
    symlinkSync(outside, folder)
    await it.call('rag/refresh')
    expect(await found('zebras striped')).toEqual([])
    rmSync(folder)
    renameSync(away, folder)
    rmSync(outside, { recursive: true })
  },
)

test(
  'watching goes on after a restart with what changed meanwhile, ends on demand and can be undone',
  { timeout: 60_000 },
  async () => {
    writeFileSync(join(folder, 'a.txt'), 'Apples keep until March.')
    const { opId } = await it.call('rag/ingest', { path: folder, watch: true })
    await until(async () => (await list()).watched[0]?.state === 'watching')
    it.memory.close()
    writeFileSync(join(folder, 'b.txt'), 'Pears do not.')
    it.reopenClosed()
    await until(async () => (await found('pears')).length === 1)
    const ended = await it.call('rag/ingest', { path: folder, watch: false })
    expect((await list()).watched).toEqual([])
    writeFileSync(join(folder, 'c.txt'), 'Plums are dried.')
    await it.call('meta/undo', { opId: ended.opId })
    // It is watched again, and catches up.
    await until(async () => (await found('plums')).length === 1)
    await expect(it.call('meta/undo', { opId })).resolves.toBeDefined()
    expect((await list()).watched).toEqual([])
    for (const input of [
      { text: 'x', watch: true },
      { path: join(folder, 'a.txt'), watch: true },
    ])
      await expect(it.call('rag/ingest', input)).rejects.toMatchObject({ code: 'BAD_ARGUMENTS' })
  },
)
