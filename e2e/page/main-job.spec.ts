import { execFile } from 'node:child_process'
import { copyFileSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { callHost } from '../support/control.ts'
import { expect, test } from '../support/fixtures.ts'
import { startAthena, type Athena } from '../support/start-athena.ts'
import { goTo } from './helpers.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../..')
const nodeModules = join(root, 'node_modules')

let athena: Athena | undefined
let documents: string
let bytes = 0

/** A folder of real documents: the largest Markdown files of installed packages, each by a name of its own. */
function collectDocuments(): number {
  const files = globSync('{*,@*/*}/*.md', { cwd: nodeModules })
    .map((path) => ({ path, size: statSync(join(nodeModules, path)).size }))
    .filter((file) => file.size > 2_000)
    .sort((a, b) => b.size - a.size)
    .slice(0, 120)
  for (const file of files) {
    copyFileSync(join(nodeModules, file.path), join(documents, file.path.replaceAll('/', '__')))
    bytes += file.size
  }
  return files.length
}

/** One call of a tool by the official MCP Inspector's command line, over `athena mcp`. */
async function inspector(
  tool: string,
  args: Record<string, string>,
): Promise<{ text: string; isError: boolean; raw: string }> {
  const { stdout } = await run(
    process.execPath,
    [
      join(nodeModules, '@modelcontextprotocol/inspector/clients/launcher/build/index.js'),
      '--cli',
      // The Inspector starts servers with an environment of its own.
      '-e',
      `ATHENA_DATA=${athena?.data ?? ''}`,
      process.execPath,
      join(root, 'scripts/athena.mjs'),
      'mcp',
      '--method',
      'tools/call',
      '--tool-name',
      tool,
      ...Object.entries(args).flatMap(([name, value]) => ['--tool-arg', `${name}=${value}`]),
    ],
    { maxBuffer: 64 * 1024 * 1024 },
    // The Inspector ends with a failure when a tool answers with an error; the answer is on stdout all the same.
  ).catch((error: { stdout: string; stderr: string }) => {
    if (!error.stdout) throw error
    return error
  })
  const answer = JSON.parse(stdout) as { content: { type: string; text: string }[]; isError?: boolean }
  return {
    text: answer.content.map((part) => part.text).join('\n'),
    isError: answer.isError ?? false,
    raw: stdout,
  }
}

test.beforeAll(async () => {
  documents = mkdtempSync(join(tmpdir(), 'athena-documents-'))
  expect(collectDocuments()).toBeGreaterThanOrEqual(50)
  expect(bytes).toBeGreaterThan(1024 * 1024)
  athena = await startAthena()
  const filesystem = join(nodeModules, '@modelcontextprotocol/server-filesystem/dist/index.js')
  const added = await athena.cli([
    'server',
    'add',
    'files',
    '--trusted',
    '--',
    process.execPath,
    filesystem,
    documents,
  ])
  expect(added.code, added.stderr).toBe(0)
})

test.afterAll(async () => {
  await athena?.stop()
  if (documents) rmSync(documents, { recursive: true, force: true })
})

const term = 'schema'
const collect = (folder: string): string => `
import { listDirectory, readTextFile } from './servers/files'
import { remember } from './servers/episodic'

const listing = await listDirectory({ path: ${JSON.stringify(folder)} })
const names = listing.content.split('\\n').filter((line) => line.startsWith('[FILE]')).map((line) => line.slice(7))
const files = await Promise.all(names.map((name) => readTextFile({ path: ${JSON.stringify(folder)} + '/' + name })))
const paragraphs = files.flatMap((file) => file.content.split(/\\n\\s*\\n/)).filter((text) => text.toLowerCase().includes('${term}') && text.length < 4000)
await Promise.all(paragraphs.slice(0, 400).map((content) => remember({ content, tags: ['${term}'] })))
state.kept = paragraphs.length
return { read: files.length, characters: files.reduce((sum, file) => sum + file.content.length, 0), kept: paragraphs.length }
`

test('a client reads a folder of real documents, keeps what matters and recalls it, gets next to nothing of it, and the page shows every call', async ({
  openPage,
  page,
}) => {
  test.setTimeout(180_000)
  if (athena === undefined) throw new Error('Athena did not start')
  const first = await inspector('execute_code', { code: collect(documents) })
  expect(first.isError, first.text).toBe(false)
  const summary = JSON.parse(first.text.split('\n')[1] ?? '') as {
    read: number
    characters: number
    kept: number
  }
  expect(summary.read).toBeGreaterThanOrEqual(50)
  expect(summary.characters).toBeGreaterThan(1_000_000)
  expect(summary.kept).toBeGreaterThan(10)

  const second = await inspector('execute_code', {
    code: `import { recall } from './servers/episodic'
const hits = await recall('json ${term} validation', 10)
return hits.map((hit) => hit.content.slice(0, 80))`,
  })
  expect(second.isError, second.text).toBe(false)
  const best = JSON.parse(second.text.split('\n')[1] ?? '') as string[]
  expect(best).toHaveLength(10)
  expect(best.join(' ').toLowerCase()).toContain(term)

  // What the client received, protocol and all, against what stayed.
  expect(Buffer.byteLength(first.raw) + Buffer.byteLength(second.raw)).toBeLessThan(4 * 1024)
  expect(Buffer.byteLength(first.text)).toBeLessThan(2 * 1024)
  expect(Buffer.byteLength(second.text)).toBeLessThan(2 * 1024)
  const runs = await callHost<{ rows: { id: string; status: string; bytesStayed: number; calls: number }[] }>(
    athena.data,
    'runs.page',
    { limit: 10 },
  )
  expect(runs.rows.map((row) => row.status)).toEqual(['ok', 'ok'])
  const reading = runs.rows.find((row) => row.bytesStayed > 1_000_000)
  if (reading === undefined) throw new Error('no run kept over 1 MB on this computer')
  const kept = Math.min(summary.kept, 400)
  expect(reading.calls).toBe(1 + summary.read + kept)

  // The page lists both runs, and the first opens with every call it made.
  await openPage(athena)
  await goTo(page, 'runs')
  await expect(page.getByRole('grid', { name: 'Runs' })).toHaveAttribute('aria-rowcount', '3')
  await goTo(page, `run/${reading.id}`)
  const grid = page.getByRole('treegrid', { name: 'Execution timeline' })
  await expect(grid.getByRole('row', { name: /^files\.list_directory, tool call/ })).toBeVisible()
  await expect(
    grid.getByRole('row', { name: new RegExp(`^files\\.read_text_file × ${summary.read}`) }),
  ).toBeVisible()
  await expect(grid.getByRole('row', { name: new RegExp(`^episodic\\.remember × ${kept}`) })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Answer to the model' })).toContainText(
    `"read":${summary.read}`,
  )
})
