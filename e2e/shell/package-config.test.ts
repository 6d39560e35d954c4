import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { builtinModules, createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { root } from '../support/start-athena.ts'

interface Configuration {
  files: string[]
  asarUnpack: string[]
  extraResources: { from: string; filter?: string[] }[]
}
const load = async (path: string): Promise<unknown> => import(pathToFileURL(join(root, path)).href)

/** Every JavaScript file of the build that is packed. */
function packed(): string[] {
  return ['main', 'preload', 'sandbox'].flatMap((folder) =>
    readdirSync(join(root, 'out', folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.c?js$/.test(name) && !name.startsWith('test'))
      .map((name) => join(root, 'out', folder, name)),
  )
}

/** The package that an import names; undefined for files and Node's own. */
function packageOf(name: string): string | undefined {
  if (/^[./]|^node:/.test(name) || builtinModules.includes(name)) return undefined
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
}

// What goes as far as it goes without Electron's binary; `npm run package -- --check` packs a tree and starts it.
describe('the package', () => {
  let configuration: Configuration
  let unpackedPackages: string[]
  beforeAll(async () => {
    const module = (await load('build/electron-builder.config.mjs')) as {
      configuration: Configuration
      unpackedPackages: string[]
    }
    configuration = module.configuration
    unpackedPackages = module.unpackedPackages
  })

  it("has a configuration that electron-builder's own schema accepts", async () => {
    const { validateConfiguration } = createRequire(import.meta.url)(
      join(root, 'node_modules/app-builder-lib/out/util/config/config.js'),
    ) as { validateConfiguration: (config: object, logger: object) => Promise<void> }
    const { DebugLogger } = createRequire(import.meta.url)(
      join(root, 'node_modules/builder-util/out/DebugLogger.js'),
    ) as { DebugLogger: new (on: boolean) => object }
    await validateConfiguration({ ...configuration, electronVersion: '45.0.0' }, new DebugLogger(false))
    await expect(
      validateConfiguration({ ...configuration, asarr: true }, new DebugLogger(false)),
    ).rejects.toThrow(/asarr/)
  }, 90_000)

  it('holds every package that the built code imports', () => {
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    const imported = new Set<string>()
    for (const file of packed()) {
      const text = readFileSync(file, 'utf8')
      const pattern = /(?:^import\s[^'"]*|^\s*\}\s*from\s*|\bimport\(\s*|\brequire\(\s*)["']([^"'\n]+)["']/gm
      for (const [, name = ''] of text.matchAll(pattern)) {
        const found = packageOf(name)
        if (found !== undefined) imported.add(found)
      }
    }
    expect(imported.size).toBeGreaterThan(20)
    expect([...imported].filter((name) => name !== 'electron' && !Object.hasOwn(dependencies, name))).toEqual(
      [],
    )
  })

  it('names files that are there, and leaves out none that is read at run time', () => {
    for (const pattern of configuration.files.filter((entry) => entry.startsWith('out/'))) {
      expect(existsSync(join(root, pattern.replace(/\/\*\*$/, ''))), pattern).toBe(true)
    }
    for (const { from, filter = [''] } of configuration.extraResources) {
      expect(
        filter.some((name) => existsSync(join(root, from, name))),
        from,
      ).toBe(true)
    }
    for (const name of unpackedPackages) {
      expect(existsSync(join(root, 'node_modules', name)), name).toBe(true)
      expect(configuration.asarUnpack).toContain(`**/node_modules/${name}/**`)
    }
    // Read as a file, not imported; the extensions and folders that are left out must not take it along.
    const vocabulary = 'node_modules/gpt-tokenizer/data/o200k_base.tiktoken'
    expect(statSync(join(root, vocabulary)).size).toBeGreaterThan(1_000_000)
    const leftOut = configuration.files.filter((entry) => entry.startsWith('!')).join(' ')
    expect(leftOut).not.toMatch(/tiktoken|\bdata\b/)
  })
})
