// Holds the dependency rules of docs/architecture.md: who may import what, and where doors to the outside may be.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { root } from './lib/project.mjs'

/**
 * The first entry whose `in` matches a file rules it. `may` are folders of ours (path prefixes) and packages; `node` is
 * every node: module. Type-only imports may also come from `types`.
 */
const layers = [
  { in: /^src-main\/contract\//, may: ['src-main/contract', 'zod'] },
  {
    in: /^src-main\/core\/store\//,
    may: [
      'src-main/contract',
      'src-main/core/store',
      'src-main/core/ports.ts',
      'better-sqlite3',
      'node',
      'zod',
    ],
    types: ['src-main/core'],
  },
  {
    in: /^src-main\/core\//,
    may: ['src-main/contract', 'src-main/core', 'servers', 'node', '*', 'package.json'],
    not: ['electron', 'ws'],
  },
  { in: /^src-main\/rpc\//, may: ['src-main/contract', 'src-main/rpc', 'zod'], types: ['src-main/core'] },
  {
    in: /^src-main\/shell-common\//,
    may: [
      'src-main/contract',
      'src-main/core',
      'src-main/rpc',
      'src-main/shell-common',
      'better-sqlite3',
      'node',
      'package.json',
    ],
  },
  {
    in: /^src-main\/shell-electron\//,
    may: [
      'src-main/contract',
      'src-main/core',
      'src-main/rpc',
      'src-main/shell-common',
      'src-main/shell-electron',
      'src-main/preload',
      'electron',
      'electron-updater',
      'node',
    ],
  },
  {
    in: /^src-main\/(shell-headless|cli)\//,
    may: [
      'src-main/contract',
      'src-main/core',
      'src-main/rpc',
      'src-main/shell-common',
      'src-main/shell-headless',
      'src-main/cli',
      'ws',
      'node',
    ],
  },
  { in: /^src-main\/preload\//, may: ['src-main/preload', 'electron'], types: ['src-main/contract'] },
  {
    in: /^src-sandbox\/(supervisor|compiler|confine)\//,
    may: ['src-main/contract', 'src-sandbox', 'node', 'koffi', 'oxc-parser', 'oxc-transform', 'acorn'],
  },
  {
    in: /^src-sandbox\/runner\//,
    may: ['src-main/contract/sandbox.ts', 'src-sandbox', 'node', 'koffi'],
    never: ['src-sandbox/supervisor', 'src-sandbox/compiler'],
    types: ['src-main/contract'],
  },
  {
    in: /^src-sandbox\/guest\//,
    may: ['src-sandbox/guest', 'src-sandbox/frames.ts'],
    types: ['src-main/contract'],
  },
  { in: /^src-sandbox\/linux\//, may: ['src-sandbox/linux', 'node', 'koffi'] },
  { in: /^src-sandbox\//, may: ['src-main/contract', 'src-sandbox', 'node'] },
  { in: /^src-renderer\/pure\//, may: ['src-renderer/pure'], types: ['src-main/contract', 'src-renderer'] },
  {
    in: /^src-renderer\/screens\/([^/]+)\//,
    may: ['src-main/contract', 'src-renderer', '*'],
    not: ['electron', 'ws'],
    // A screen knows no other screen.
    own: /^src-renderer\/screens\//,
  },
  { in: /^src-renderer\//, may: ['src-main/contract', 'src-renderer', '*'], not: ['electron', 'ws'] },
  { in: /^servers\//, may: ['servers'] },
  // The conformance suites speak to the MCP server without a shell around it.
  { in: /^e2e\/conformance\//, may: ['e2e', 'src-main/core', 'node', '*'], types: ['src-main'] },
  {
    in: /^e2e\//,
    may: ['e2e', 'node', '*', 'package.json'],
    not: ['electron'],
    types: ['src-main/contract', 'electron'],
  },
]

/** Doors to the outside, and the only files that may have them. */
const doors = [
  { word: /\bipcMain\b/, files: /^src-main\/shell-electron\/page-ipc\.ts$|^e2e\/electron\// },
  { word: /\bcontextBridge\b/, files: /^src-main\/preload\/|^e2e\/electron\// },
  { word: /\bWebSocketServer\b/, files: /^src-main\/shell-headless\/page-link\.ts$/ },
  {
    word: /\bcreateServer\(/,
    files:
      /^src-main\/shell-(headless\/http-server|common\/local-server|common\/mcp-listener)\.ts$|^src-main\/core\/upstream\/oauth/,
  },
  { word: /\bopenExternal\(/, files: /^src-main\/shell-(electron|headless)\/|^src-main\/core\// },
]

const builtins = new Set(builtinModules)
const problems = []

for (const folder of ['src-main', 'src-sandbox', 'src-renderer', 'servers', 'e2e']) walk(join(root, folder))
if (problems.length > 0) {
  process.stderr.write(`${problems.join('\n')}\n`)
  process.exit(1)
}

function walk(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) walk(path)
    else if (
      /\.(ts|tsx|mjs)$/.test(name) &&
      !/\.(test|spec|bench)\.tsx?$/.test(name) &&
      !path.includes('/testing/')
    )
      check(path)
  }
}

function check(path) {
  const file = relative(root, path).replaceAll('\\', '/')
  const text = readFileSync(path, 'utf8')
  const layer = layers.find((entry) => entry.in.test(file))
  if (layer !== undefined) {
    for (const found of imports(text)) checkImport(file, layer, found)
  }
  if (/^(src-main|src-sandbox)\//.test(file)) {
    for (const door of doors) {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      if (door.word.test(code) && !door.files.test(file))
        problems.push(`${file}: ${door.word.source} has a place of its own: ${door.files.source}`)
    }
  }
}

function checkImport(file, layer, { name, isType, line }) {
  const where = `${file}:${line}`
  if (name.startsWith('.')) {
    const target = relative(root, resolve(dirname(join(root, file)), name)).replaceAll('\\', '/')
    const allowed = [...layer.may, ...(isType ? (layer.types ?? []) : [])].some(
      (entry) => target === entry || target.startsWith(`${entry}/`),
    )
    const never = layer.never?.some((entry) => target.startsWith(`${entry}/`)) ?? false
    if (!allowed || never) return problems.push(`${where}: may not import ${target}`)
    if (layer.own?.test(target)) {
      const screen = /^src-renderer\/screens\/([^/]+)\//
      if (screen.exec(target)?.[1] !== screen.exec(file)?.[1])
        problems.push(`${where}: a screen may not import another, ${target}`)
    }
    checkFeature(where, file, target, isType)
    return
  }
  const bare = name.startsWith('node:') || builtins.has(name.split('/')[0])
  const package_ = name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
  if (bare ? layer.may.includes('node') : isAllowedPackage(layer, package_, isType)) return
  problems.push(`${where}: may not import ${name}`)
}

function isAllowedPackage(layer, name, isType) {
  if (isType && layer.types?.includes(name)) return true
  if (layer.not?.includes(name)) return false
  return layer.may.includes(name) || layer.may.includes('*')
}

/** Features of the core see each other only through their index.ts and api.ts. */
function checkFeature(where, file, target, isType) {
  const feature = /^src-main\/core\/([^/]+)\/(.+)$/
  const [, from] = feature.exec(file) ?? []
  const [, to, inside] = feature.exec(target) ?? []
  if (to === undefined || from === to || !file.startsWith('src-main/')) return
  if (inside === 'index.ts' || inside === 'api.ts' || isType) return
  if (target === 'src-main/core/execution/launcher-fork.ts' && file.startsWith('src-main/shell-')) return
  // The composition of a feature from its own parts, and the store's opener, which every feature with a database uses.
  if (/^(open|index)\.ts$/.test(inside) || /\/(index|api)\.ts$/.test(inside)) return
  problems.push(`${where}: may import ${to} only through its index.ts, not ${target}`)
}

/** Every import and re-export of a file, with its line, and whether only types come. */
function imports(text) {
  const found = []
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"()]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g
  for (const match of text.matchAll(pattern)) {
    const name = match[2] ?? match[3]
    // A dynamic import in a type position is one too; both are judged as values.
    found.push({
      name,
      isType: match[1] !== undefined,
      line: text.slice(0, match.index).split('\n').length + 1,
    })
  }
  return found
}
