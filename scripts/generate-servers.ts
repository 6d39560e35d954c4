// Writes the tool tree of Athena's own memory, `servers/<layer>/<operation>.ts`, from the operation definitions: the same text
// that agents read at run time; and the definitions that the host starts with. `--check` writes nothing and fails when a file is stale.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createCatalog } from '../src-main/core/catalog/index.ts'
import { describeMemory } from '../src-main/core/memory/definitions.ts'

const root = fileURLToPath(new URL('../servers/', import.meta.url))
const definitions = fileURLToPath(
  new URL('../src-main/core/memory/generated/definitions.json', import.meta.url),
)
const servers = describeMemory()
// A line a tool, so that a change of one is seen as one.
const definitionsText = `[${servers
  .map(({ tools, ...server }) => {
    const list = tools.map((tool) => JSON.stringify(tool)).join(',\n')
    return `\n${JSON.stringify(server).slice(0, -1)},"tools":[\n${list}\n]}`
  })
  .join(',')}\n]\n`

const client = `/**
 * What every wrapper of this tree calls. Athena's sandbox has it as a global; this file declares it, so that the tree type-checks
 * by itself.
 */
declare global {
  /** Calls a tool: \`callMCPTool('server/tool', input)\`. */
  function callMCPTool<Result = any>(tool: string, input?: unknown): Promise<Result>
}

export {}
`

/** Every file of the tree: path below `servers/` → text. */
function wantedFiles(): Map<string, string> {
  const catalog = createCatalog()
  for (const server of servers) catalog.setServer(server)
  const files = new Map([['client.ts', client]])
  for (const path of catalog.listFiles()) {
    const text = catalog.readFile(path)
    if (text !== undefined && path.startsWith('/servers/')) files.set(path.slice('/servers/'.length), text)
  }
  return files
}

/** Every file that is there now. */
function presentFiles(): Map<string, string> {
  const files = new Map<string, string>()
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    files.set(relative(root, path).replaceAll('\\', '/'), readFileSync(path, 'utf8').replaceAll('\r\n', '\n'))
  }
  return files
}

mkdirSync(root, { recursive: true })
const wanted = wantedFiles()
const present = presentFiles()
const stale = [...wanted].filter(([path, text]) => present.get(path) !== text).map(([path]) => path)
const extra = [...present.keys()].filter((path) => !wanted.has(path))
const definitionsStale = !existsSync(definitions) || readFileSync(definitions, 'utf8') !== definitionsText

if (process.argv.includes('--check')) {
  for (const path of stale) process.stdout.write(`stale: servers/${path}\n`)
  for (const path of extra) process.stdout.write(`not generated: servers/${path}\n`)
  if (definitionsStale) process.stdout.write('stale: src-main/core/memory/generated/definitions.json\n')
  if (stale.length + extra.length > 0 || definitionsStale) {
    process.stdout.write('Run: node scripts/generate-servers.ts\n')
    process.exit(1)
  }
} else {
  for (const path of extra) rmSync(join(root, path))
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), wanted.get(path) ?? '')
  }
  if (definitionsStale) {
    mkdirSync(dirname(definitions), { recursive: true })
    writeFileSync(definitions, definitionsText)
  }
  process.stdout.write(`${wanted.size} files, ${stale.length} written, ${extra.length} removed\n`)
}
