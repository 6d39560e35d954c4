// `npm run package`: builds installers for this computer's platform, and says what it needs when that is missing.
// `npm run package -- --check` goes as far as it goes without the Electron binary: validates the configuration, packs the
// tree with an empty shell in Electron's place, and starts the packed product from it.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { environmentWith, fail, prepare, root, run, step } from './lib/project.mjs'

if (!process.argv.includes('--inside')) {
  const node24 = await prepare()
  const { code } = await run(
    node24,
    [join(root, 'scripts', 'package.mjs'), ...process.argv.slice(2), '--inside'],
    {
      env: environmentWith(node24),
    },
  )
  process.exit(code)
}

const isCheck = process.argv.includes('--check')
/** Electron's own archive for one platform is between 105 and 120 MB; the upper end counts. */
const electronMb = 120
/** A package larger than this is not what we promise. */
const limitMb = 250
const { configuration } = await load('build/electron-builder.config.mjs')
const electronVersion = JSON.parse(
  readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'),
).version

if (!isCheck && !existsSync(join(root, 'node_modules', 'electron', 'dist'))) {
  fail(
    `The Electron ${electronVersion} binary is not here. Bring it by \`npx install-electron\` (about 110 MB), then call this again. ` +
      'Signing is done when CSC_LINK and CSC_KEY_PASSWORD (macOS also APPLE_ID, APPLE_APP_SPECIFIC_PASSWORD, APPLE_TEAM_ID) are set.',
    3,
  )
}

const { build, Platform } = await load('node_modules/electron-builder/out/index.js')
if (!isCheck) {
  await build({ config: configuration, projectDir: root, publish: 'never' })
  process.exit(0)
}

const work = mkdtempSync(join(tmpdir(), 'athena-package-'))
try {
  await check()
} finally {
  rmSync(work, { recursive: true, force: true })
}
// electron-builder leaves timers behind.
process.exit(0)

async function check() {
  step('checking the configuration against the schema of electron-builder …')
  const { validateConfiguration } = await load('node_modules/app-builder-lib/out/util/config/config.js')
  const { DebugLogger } = await load('node_modules/builder-util/out/DebugLogger.js')
  await validateConfiguration({ ...configuration, electronVersion }, new DebugLogger(false))

  step('packing the tree …')
  const dist = emptyElectron()
  const output = join(work, 'dist')
  const config = {
    ...configuration,
    directories: { ...configuration.directories, output },
    electronDist: dist,
    electronVersion,
    // There is no binary whose fuses could be flipped.
    electronFuses: undefined,
  }
  await build({ config, projectDir: root, publish: 'never', targets: Platform.LINUX.createTarget('dir') })
  const resources = join(
    output,
    `linux${process.arch === 'x64' ? '' : `-${process.arch}`}-unpacked`,
    'resources',
  )

  step('looking into the archive …')
  const asar = await load('node_modules/@electron/asar/lib/asar.js')
  const archive = join(resources, 'app.asar')
  const files = asar.listPackage(archive)
  const needed = [
    'package.json',
    'out/main/electron.js',
    'out/main/headless.js',
    'out/main/cli.js',
    'out/main/bridge.js',
    'out/main/scan-worker.js',
    'out/main/consolidation-worker.js',
    'out/main/embed-worker.js',
    'out/preload/preload.cjs',
    'out/renderer/index.html',
    'out/sandbox/supervisor.js',
    'out/sandbox/runner.cjs',
    'out/sandbox/guest.js',
    'node_modules/better-sqlite3/package.json',
    'node_modules/koffi/package.json',
    'node_modules/typescript/package.json',
  ]
  const missing = needed.filter((path) => !files.includes(`/${path}`))
  if (missing.length > 0) fail(`Not in the archive: ${missing.join(', ')}`)
  const tools = [
    'vite',
    'vitest',
    'electron',
    'electron-builder',
    'playwright-core',
    'react',
    'monaco-editor',
    'node',
  ]
  const extra = tools.filter((name) => files.includes(`/node_modules/${name}/package.json`))
  if (extra.length > 0) fail(`Not needed at run time, but packed: ${extra.join(', ')}`)
  const beside = [
    'out/sandbox/supervisor.js',
    'out/main/bridge.js',
    'node_modules/koffi/package.json',
    'node_modules/oxc-parser/package.json',
  ]
  for (const path of beside)
    if (!existsSync(join(`${archive}.unpacked`, path))) fail(`Not beside the archive: ${path}`)
  const node = join(resources, 'node', 'node')
  if (!existsSync(node)) fail('The Node for the runners is not among the resources.')

  step('starting the packed product …')
  const tree = join(work, 'tree')
  asar.extractAll(archive, tree)
  await runPacked(node, tree)

  await run('tar', ['-C', resources, '-czf', join(work, 'all.tar.gz'), '.'], { quiet: true })
  const sizes = {
    files: files.length,
    unpackedMb: megabytes(await treeSize(resources)),
    nodeMb: megabytes(await treeSize(node)),
    compressedMb: megabytes(await treeSize(join(work, 'all.tar.gz'))),
    electronMb,
    packageMb: megabytes(await treeSize(join(work, 'all.tar.gz'))) + electronMb,
    parts: await largestParts(resources),
  }
  writeFileSync(join(root, 'out', 'package-size.json'), `${JSON.stringify(sizes, null, 2)}\n`)
  process.stdout.write(
    `packed: ${sizes.files} files, ${sizes.unpackedMb} MB unpacked, of these Node ${sizes.nodeMb} MB\n`,
  )
  for (const [part, mb] of Object.entries(sizes.parts)) process.stdout.write(`  ${part}: ${mb} MB\n`)
  process.stdout.write(
    `package: ${sizes.compressedMb} MB compressed + ${electronMb} MB of Electron = ${sizes.packageMb} MB (limit ${limitMb} MB)\n`,
  )
  if (sizes.packageMb > limitMb) fail(`The package would be larger than ${limitMb} MB.`)
  process.stdout.write('the package configuration is sound as far as it can be checked without Electron\n')
}

/** Runs code through the packed command line and host, with only what was packed. */
async function runPacked(node, tree) {
  const data = join(work, 'data')
  mkdirSync(data)
  const env = { PATH: process.env.PATH, HOME: work, ATHENA_DATA: data }
  const cli = join(tree, 'out', 'main', 'cli.js')
  const child = spawn(node, [cli, 'exec', '-', '--json'], { env, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end('return 6 * 7')
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk))
  await new Promise((resolve) => child.once('close', resolve))
  await run(node, [cli, 'stop'], { quiet: true, env })
  const result = text === '' ? {} : JSON.parse(text)
  if (result.value !== 42) fail(`The packed product did not run code: ${text}`)
}

/** A folder in the shape of Electron's, with nothing in it that could run. */
function emptyElectron() {
  const folder = join(work, 'electron')
  mkdirSync(join(folder, 'resources'), { recursive: true })
  mkdirSync(join(folder, 'locales'))
  writeFileSync(join(folder, 'electron'), '#!/bin/sh\nexit 1\n')
  chmodSync(join(folder, 'electron'), 0o755)
  writeFileSync(join(folder, 'chrome-sandbox'), '')
  writeFileSync(join(folder, 'version'), electronVersion)
  writeFileSync(join(folder, 'LICENSE'), '')
  writeFileSync(join(folder, 'LICENSES.chromium.html'), '')
  writeFileSync(join(folder, 'locales', 'en-US.pak'), '')
  return folder
}

async function treeSize(path) {
  const { output } = await run('du', ['-sb', path], { quiet: true })
  return Number(output.split('\t')[0])
}

function megabytes(bytes) {
  return Math.round((bytes / 1024 / 1024) * 10) / 10
}

/** The largest packages beside and in the archive, unpacked, in megabytes. */
async function largestParts(resources) {
  const folder = join(work, 'tree', 'node_modules')
  const { output } = await run(
    'du',
    ['-d1', '-b', folder, join(folder, '@typescript'), join(resources, 'node')],
    {
      quiet: true,
    },
  )
  const rows = output
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([, path]) => path !== folder)
    .map(([bytes, path]) => [
      path.replace(/^.*node_modules[\\/]/, '').replace(`${resources}/`, ''),
      megabytes(Number(bytes)),
    ])
  return Object.fromEntries(rows.toSorted((first, second) => second[1] - first[1]).slice(0, 8))
}

async function load(path) {
  const module = await import(pathToFileURL(join(root, path)).href)
  return module.default !== undefined && Object.keys(module).length === 1
    ? module.default
    : { ...module.default, ...module }
}
