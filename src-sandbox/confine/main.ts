/**
 * Starts another program with less authority: `node confine.js '{"read":[…],"write":[…],"network":false}' COMMAND ARGUMENT…`. Confines this
 * process (Landlock for folders and TCP, seccomp for every other socket) and then becomes the program, so that its pipes, process id
 * and end are its own. Ends with code 78 and one line on stderr when it cannot confine; then nothing was started.
 */
import { existsSync, realpathSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, sep } from 'node:path'
import koffi from 'koffi'
import { allowAction, buildFilter } from '../linux/filter.ts'
import { createKernel, type Kernel, type Koffi, type LandlockRule } from '../linux/kernel.ts'

/** What the program may use beside the system's own programs and libraries. */
interface Confinement {
  read: string[]
  write: string[]
  network: boolean
}

/** Programs, libraries, certificates, time zones; nothing of the user's. */
const systemFolders = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/opt',
  '/nix/store',
  '/etc',
  '/proc',
  '/sys',
]
const devices = ['/dev/null', '/dev/zero', '/dev/full', '/dev/random', '/dev/urandom']
const isScript = /\.(?:[cm]?[jt]s|py|rb|pl|sh|jar)$/
const EACCES = 13
const ENOSYS = 38
const SIGPIPE = 13
const F_SETFD = 2
/** EX_CONFIG of sysexits.h. */
const cannotConfine = 78

/** The errors of others are not ours to explain; ours are one line. */
function fail(why: string): never {
  process.stderr.write(`cannot be confined: ${why}\n`)
  process.exit(cannotConfine)
}

/** What the program itself is made of: where it lies, and the first script among its arguments with its package. */
function programPaths(command: string[]): string[] {
  const [program = '', ...rest] = command
  const script = rest.find((part) => isScript.test(part) && part.startsWith(sep) && existsSync(part))
  const path = program.includes(sep) ? program : onPath(program)
  return [process.execPath, path, script]
    .filter((found) => found !== undefined && existsSync(found))
    .flatMap((found) => packageOf(realpathSync(found as string)))
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(':')
    .map((folder) => `${folder}/${name}`)
    .find((path) => existsSync(path))
}

/**
 * The outermost `node_modules` that holds a file, since its libraries lie beside it; else the nearest package around it, but never the
 * home folder; else the file alone.
 */
function packageOf(file: string): string[] {
  const at = file.indexOf(`${sep}node_modules${sep}`)
  if (at > 0) return [file.slice(0, at + `${sep}node_modules`.length)]
  let folder = dirname(file)
  for (let level = 0; level < 3 && folder !== sep && folder !== homedir(); level += 1) {
    if (existsSync(`${folder}${sep}package.json`) || existsSync(`${folder}${sep}pyproject.toml`))
      return [folder]
    folder = dirname(folder)
  }
  return [file]
}

function rulesFor(confinement: Confinement, command: string[]): LandlockRule[] {
  const rules: LandlockRule[] = devices.map((path) => ({ path, access: 'file' }))
  const add = (path: string, isWrite: boolean): void => {
    if (!existsSync(path)) return
    const isFolder = statSync(path).isDirectory()
    rules.push({ path, access: isFolder ? (isWrite ? 'all' : 'folder') : isWrite ? 'file' : 'run' })
  }
  for (const path of [...systemFolders, ...programPaths(command), ...confinement.read]) add(path, false)
  for (const path of confinement.write) add(path, true)
  return rules
}

function confine(kernel: Kernel, confinement: Confinement, command: string[]): void {
  if (kernel.landlockAbi() < 1) fail('this kernel has no Landlock (Linux 5.13 or newer is needed)')
  if (kernel.noNewPrivileges() < 0) fail('privileges could not be given up')
  const rules = rulesFor(confinement, command)
  const done = kernel.landlock(rules, { tcp: confinement.network })
  if (done < 0) fail(`Landlock refused (errno ${-done})`)
  if (!confinement.network) {
    // Landlock knows TCP only; UDP, local and raw sockets end here. io_uring could open sockets past the filter.
    const program = buildFilter(kernel.architecture, {
      allow: [],
      when: {},
      kill: [],
      errno: { socket: EACCES, io_uring_setup: ENOSYS },
      otherwise: allowAction,
    })
    const filtered = kernel.seccomp(program, true)
    if (filtered < 0) fail(`seccomp refused (errno ${-filtered})`)
  }
}

/** Replaces this process; returns only when that failed. */
function become(library: ReturnType<Koffi['load']>, command: string[]): void {
  const [program = ''] = command
  // Node ignores SIGPIPE, and what is ignored stays ignored in the next program.
  library.func('void *signal(int signal, void *handler)')(SIGPIPE, null)
  // Node also marks its standard streams close-on-exec.
  const fcntl = library.func('int fcntl(int descriptor, int command, int value)')
  for (const descriptor of [0, 1, 2]) fcntl(descriptor, F_SETFD, 0)
  library.func('int execvp(const char *file, const char **arguments)')(program, [...command, null])
}

const [, , given = '{}', ...command] = process.argv
const ffi = koffi as unknown as Koffi
const kernel = createKernel(ffi, process.platform, process.arch)
if (!kernel) fail(`${process.platform} on ${process.arch} is not supported`)
if (command.length === 0) fail('no command was given')
confine(kernel, JSON.parse(given) as Confinement, command)
become(ffi.load(null), command)
process.stderr.write(`${command[0]}: not found or not executable (ENOENT)\n`)
process.exit(127)
