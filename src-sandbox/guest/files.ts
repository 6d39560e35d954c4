import {
  NativeError,
  NativeUint8Array,
  create,
  defineProperty,
  freeze,
  isArray,
  isBuffer,
  isView,
  keys,
  push,
  chain,
  toText,
} from './primordials.ts'
import { ToolError, call, defineGlobal, isPlain } from './channel.ts'
import { fromBase64, toBase64 } from './bytes.ts'

/** One entry of a folder as the host tells it. */
interface Entry {
  name: string
  directory: boolean
}
interface Stat {
  size: number
  mtimeMs: number
  directory: boolean
}

const codes: Readonly<Record<string, string>> = freeze({
  NO_SUCH_FILE: 'ENOENT',
  READ_ONLY: 'EROFS',
  BAD_PATH: 'EACCES',
  DISK_QUOTA: 'ENOSPC',
})

/** Asks the host's virtual tree; its failures become errors with the code that Node's `fs` would give. */
function ask(op: string, path: unknown, more: object = {}): Promise<unknown> {
  return chain(call('athena/fs', { op, path: toText(path), ...more }), undefined, (reason) => {
    if (reason instanceof ToolError) {
      const error = new NativeError(reason.message) as Error & { code?: string; path?: string }
      const code = reason.code
      error.code = codes[code] ?? code
      error.path = toText(path)
      throw error
    }
    throw reason
  })
}

const encodingOf = (options: unknown): string | undefined => {
  const given = isPlain(options) ? options.encoding : options
  return given === null || given === undefined ? undefined : toText(given)
}

/** Text unless bytes were asked for (`'buffer'`, `'binary'`, `'base64'`): most files an agent reads are text. */
function readFile(path: unknown, options?: unknown): Promise<unknown> {
  const encoding = encodingOf(options)
  if (encoding === 'base64') return ask('readFile', path, { encoding: 'base64' })
  if (encoding === 'buffer' || encoding === 'bytes' || encoding === 'binary')
    return chain(ask('readFile', path, { encoding: 'base64' }), (text) => fromBase64(toText(text)))
  return ask('readFile', path, { encoding: 'utf8' })
}

function contents(data: unknown, options: unknown): { data: string; encoding: string } {
  if (isView(data))
    return {
      data: toBase64(new NativeUint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)),
      encoding: 'base64',
    }
  if (isBuffer(data)) return { data: toBase64(new NativeUint8Array(data)), encoding: 'base64' }
  if (encodingOf(options) === 'base64') return { data: toText(data), encoding: 'base64' }
  if (typeof data === 'object' && data !== null)
    throw new TypeError('writeFile takes a string or bytes; use JSON.stringify(value) for objects')
  return { data: toText(data), encoding: 'utf8' }
}
const writeFile = async (path: unknown, data: unknown, options?: unknown): Promise<void> => {
  await ask(
    isPlain(options) && options.flag === 'a' ? 'appendFile' : 'writeFile',
    path,
    contents(data, options),
  )
}
const appendFile = async (path: unknown, data: unknown, options?: unknown): Promise<void> => {
  await ask('appendFile', path, contents(data, options))
}

function kindOf(directory: boolean): object {
  return { isFile: () => !directory, isDirectory: () => directory, isSymbolicLink: () => false }
}

function readdir(path: unknown = '/', options?: unknown): Promise<unknown> {
  const wanted = isPlain(options) ? options : {}
  return chain(ask('readdir', path, { recursive: wanted.recursive === true }), (entries) => {
    const out: unknown[] = []
    const list = isArray(entries) ? (entries as Entry[]) : []
    for (let i = 0; i < list.length; i++) {
      const entry = list[i] as Entry
      push(
        out,
        wanted.withFileTypes === true
          ? { name: entry.name, parentPath: toText(path), ...kindOf(entry.directory) }
          : entry.name,
      )
    }
    return out
  })
}

function stat(path: unknown): Promise<unknown> {
  return chain(ask('stat', path), (value) => {
    const { size, mtimeMs, directory } = value as Stat
    return { size, mtimeMs, mtime: new Date(mtimeMs), ...kindOf(directory) }
  })
}

const nothing = (promise: Promise<unknown>): Promise<unknown> => chain(promise, () => undefined)
const rm = (path: unknown, options?: unknown): Promise<unknown> =>
  nothing(
    ask(
      'rm',
      path,
      isPlain(options) ? { recursive: options.recursive === true, force: options.force === true } : {},
    ),
  )
const mkdir = (path: unknown): Promise<unknown> => nothing(ask('mkdir', path, { recursive: true }))
const exists = (path: unknown): Promise<unknown> =>
  chain(
    ask('stat', path),
    () => true,
    () => false,
  )
const access = (path: unknown): Promise<unknown> => nothing(ask('stat', path))
const rename = (path: unknown, to: unknown): Promise<unknown> =>
  nothing(ask('rename', path, { to: toText(to) }))
const copyFile = (path: unknown, to: unknown): Promise<unknown> =>
  nothing(ask('copyFile', path, { to: toText(to) }))

/** The object that `import … from 'fs'` and `'fs/promises'` give. Functions that need a real disk explain themselves. */
export function createFiles(): object {
  const made = create(null) as Record<string, unknown>
  const functions: Record<string, unknown> = {
    readFile,
    writeFile,
    appendFile,
    readdir,
    stat,
    lstat: stat,
    rm,
    unlink: rm,
    rmdir: rm,
    mkdir,
    exists,
    access,
    rename,
    copyFile,
  }
  const names = keys(functions)
  for (let i = 0; i < names.length; i++) made[names[i] ?? ''] = freeze(functions[names[i] ?? ''] as object)
  const synchronous = [
    'readFileSync',
    'writeFileSync',
    'appendFileSync',
    'readdirSync',
    'statSync',
    'existsSync',
    'rmSync',
    'unlinkSync',
    'mkdirSync',
  ]
  for (let i = 0; i < synchronous.length; i++) {
    const name = synchronous[i] ?? ''
    made[name] = freeze(() => {
      throw new NativeError(
        `${name} is not available in the sandbox: use \`await ${name === 'existsSync' ? 'exists' : name.slice(0, -4)}(path)\` on the virtual tree (/workspace, /servers, /skills)`,
      )
    })
  }
  made.promises = made
  defineProperty(made, 'default', { __proto__: null, value: made, enumerable: false } as PropertyDescriptor)
  return freeze(made)
}

/** Defines the file functions that code may use without an import. */
export function installFiles(): void {
  defineGlobal('readFile', readFile)
  defineGlobal('writeFile', writeFile)
  defineGlobal('readdir', readdir)
  defineGlobal('stat', stat)
  defineGlobal('rm', rm)
}
