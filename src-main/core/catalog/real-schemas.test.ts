import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { createCatalog } from './index.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const schemas = join(root, '../shared/bench/schemas')
const isThere = existsSync(schemas)
if (!isThere) console.warn(`skipped: the real schemas are not at ${schemas}`)

describe.skipIf(!isThere)('the schemas of real servers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'athena-schemas-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('all give wrappers that compile under strict', () => {
    const catalog = createCatalog()
    let count = 0
    for (const file of readdirSync(schemas)) {
      const { server, tools } = JSON.parse(readFileSync(join(schemas, file), 'utf8'))
      catalog.setServer({ name: server, title: server, description: '', kind: 'upstream', tools })
      count += tools.length
    }
    const servers = catalog.servers()
    expect(count).toBeGreaterThan(1_000)
    expect(servers.flatMap(({ rejected }) => rejected)).toEqual([])
    expect(servers.flatMap(({ tools }) => tools)).toHaveLength(count)
    expect(
      servers
        .flatMap(({ tools }) => tools.flatMap(({ degraded }) => degraded))
        .filter((what) => !what.includes('in the comment only')),
    ).toEqual([])
    for (const path of catalog.listFiles()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), catalog.readFile(path) ?? '')
    }
    writeFileSync(
      join(folder, 'client.ts'),
      'declare global { function callMCPTool<Result = any>(tool: string, input?: unknown): Promise<Result> }\nexport {}\n',
    )
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'ES2024',
      module: 'ESNext',
      moduleResolution: 'bundler',
      allowImportingTsExtensions: true,
      types: [],
      verbatimModuleSyntax: true,
      isolatedModules: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['.'] }))
    const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
    let output = ''
    try {
      execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    } catch (error) {
      output = String((error as { stdout?: unknown }).stdout)
    }
    expect(output).toBe('')
  })
})
