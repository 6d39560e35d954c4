// What every script shares: where things are, which Node to use, and how to bring both up to date. Runs on Node 20
// without node_modules.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'

/** The repository. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
/** Built code. */
export const out = join(root, 'out')

/** Ends the script with one line for people. */
export function fail(message, code = 1) {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}

/** Prints one line of progress; on stderr, so that stdout stays free for results. */
export function step(message) {
  process.stderr.write(`athena: ${message}\n`)
}

const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 20)
  fail(
    `Athena needs Node 20 or newer to start (it brings Node 24 itself); this is ${process.versions.node}.`,
    3,
  )

/** The Node that Athena runs on: this one if it is a 24, else the one from node_modules. Undefined when missing. */
export function findNode24() {
  if (major === 24) return process.execPath
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = `node-${platform}-${process.arch}`
  const places = [
    join('node_modules', 'node', 'bin', program),
    join('node_modules', name, 'bin', program),
    join('node_modules', 'node', 'node_modules', name, 'bin', program),
    join('node_modules', '.athena-node', 'node_modules', name, 'bin', program),
  ]
  return places.map((place) => join(root, place)).find((path) => existsSync(path) && isNode24(path))
}

function isNode24(path) {
  const result = spawnSync(path, ['--version'], { encoding: 'utf8' })
  return result.status === 0 && result.stdout.startsWith('v24.')
}

/** npm as a command: the one that called us, else the one beside this Node, else the one on the path. */
function npmCommand(args) {
  const own = process.env.npm_execpath
  if (own !== undefined && own.endsWith('.js') && existsSync(own)) return [process.execPath, [own, ...args]]
  return process.platform === 'win32' ? ['npm.cmd', args] : ['npm', args]
}

/** Runs npm; its output is shown only when it fails. */
async function npm(args) {
  const [program, list] = npmCommand(args)
  const result = await run(program, list, { quiet: true, shell: program.endsWith('.cmd') })
  return result.code === 0
}

/**
 * Runs a program to its end in the repository. Our end is its end: signals are passed on.
 * @returns {Promise<{code: number, output: string}>}
 */
export function run(program, args, { quiet = false, env = process.env, shell = false, cwd = root } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env,
      shell,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    }
    const pass = (signal) => child.kill(signal)
    const signals = ['SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, pass)
    // Ctrl-C reaches the child from the terminal; we only wait for it to end.
    const ignore = () => undefined
    process.on('SIGINT', ignore)
    child.on('error', (error) => resolve({ code: 127, output: `${program}: ${error.message}` }))
    child.on('close', (code, signal) => {
      for (const name of signals) process.off(name, pass)
      process.off('SIGINT', ignore)
      if (quiet && code !== 0) process.stderr.write(output)
      resolve({ code: code ?? (signal === 'SIGINT' ? 130 : 1), output })
    })
  })
}

const installStamp = join(root, 'node_modules', '.athena-install')

/** Installs what package-lock.json names, unless that is what node_modules holds. Returns the path of Node 24. */
export async function ensureInstalled() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const wanted = `${hashText(lock)} ${process.platform} ${process.arch}\n`
  const stamp = existsSync(installStamp) ? readFileSync(installStamp, 'utf8') : ''
  if (stamp !== wanted) {
    if (!installedMatches(JSON.parse(lock))) {
      // `npm ci` refuses a lock file that lacks packages of other platforms; a registry that has not got them all makes one.
      const command = isComplete(JSON.parse(lock)) ? ['ci'] : ['install', '--no-save']
      step(`installing packages (npm ${command[0]}), a minute or two the first time …`)
      const ok = await npm([...command, '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'])
      if (!ok)
        fail('npm failed; its output is above. Athena needs the npm registry once, at the first start.', 3)
    }
    writeFileSync(installStamp, wanted)
  }
  return findNode24() ?? (await bringNode24())
}

/** True when every optional package that another names is in the lock file too. */
function isComplete(lock) {
  const names = new Set(
    Object.keys(lock.packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
  )
  return Object.values(lock.packages).every((entry) =>
    Object.keys(entry.optionalDependencies ?? {}).every((name) => names.has(name)),
  )
}

/** True when node_modules already holds every package of the lock file that is not optional. */
function installedMatches(lock) {
  const path = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(path)) return false
  const installed = JSON.parse(readFileSync(path, 'utf8')).packages ?? {}
  return Object.entries(lock.packages).every(
    ([name, entry]) =>
      name === '' || entry.optional || entry.devOptional || installed[name]?.version === entry.version,
  )
}

/**
 * The `node` package links its binary in an install script, which npm may refuse. The binary itself is a package
 * without any script.
 */
async function bringNode24() {
  const version = JSON.parse(readFileSync(join(root, 'node_modules', 'node', 'package.json'), 'utf8')).version
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  step(`bringing Node ${version} (${name}) …`)
  const folder = join(root, 'node_modules', '.athena-node')
  mkdirSync(folder, { recursive: true })
  await npm([
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    `${name}@${version}`,
  ])
  const node = findNode24()
  if (node === undefined) {
    fail(
      `Node 24 could not be brought for ${process.platform} ${process.arch}. Install Node 24 yourself and start again with it.`,
      3,
    )
  }
  return node
}

const sourceFolders = ['src-main', 'src-renderer', 'src-sandbox', 'servers', 'build']
const sourceFiles = [
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'tsconfig.base.json',
  'scripts/build.mjs',
]

/** Hash of everything that built code depends on. */
function sourceHash() {
  const hash = createHash('sha256')
  const add = (path) => {
    if (!existsSync(path)) return
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort()) add(join(path, name))
    } else if (!/\.test\.tsx?$/.test(path)) {
      hash
        .update(`${relative(root, path)}\0`)
        .update(readFileSync(path))
        .update('\0')
    }
  }
  for (const name of [...sourceFolders, ...sourceFiles]) add(join(root, name))
  for (const name of readdirSync(join(root, 'scripts')))
    if (name.startsWith('build-')) add(join(root, 'scripts', name))
  return hash.digest('hex')
}

const buildStamp = join(out, '.athena-build')

/** Builds when the sources are not what `out` was built from. Two callers at once build once. */
export async function ensureBuilt(node24, { force = false } = {}) {
  const wanted = `${sourceHash()}\n`
  const isBuilt = () => existsSync(buildStamp) && readFileSync(buildStamp, 'utf8') === wanted
  if (!force && isBuilt()) return
  mkdirSync(out, { recursive: true })
  const release = await takeBuildLock()
  try {
    if (!force && isBuilt()) return
    step('building …')
    rmSync(buildStamp, { force: true })
    const { code } = await run(node24, [join(root, 'scripts', 'build.mjs'), '--steps'], { quiet: true })
    if (code !== 0) {
      release()
      fail('The build failed; its output is above.')
    }
    writeFileSync(buildStamp, wanted)
  } finally {
    release()
  }
}

/** Waits for another build of this checkout to end. A lock whose process is gone does not count. */
async function takeBuildLock() {
  const path = join(out, '.building')
  let told = false
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch {
      const owner = Number(existsSync(path) ? readFileSync(path, 'utf8') : 0)
      if (owner > 0 && isAlive(owner)) {
        if (!told) step('waiting for another build …')
        told = true
        await sleep(200)
      } else {
        rmSync(path, { force: true })
      }
    }
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** Everything up to date; returns the path of Node 24. */
export async function prepare() {
  const node24 = await ensureInstalled()
  await ensureBuilt(node24)
  return node24
}

function hashText(text) {
  return createHash('sha256').update(text).digest('hex')
}

/** An environment whose `node` is Node 24, also for what it starts itself. */
export function environmentWith(node24, more = {}) {
  const separator = process.platform === 'win32' ? ';' : ':'
  const path = [dirname(node24), join(root, 'node_modules', '.bin'), process.env.PATH].join(separator)
  return { ...process.env, PATH: path, ...more }
}
