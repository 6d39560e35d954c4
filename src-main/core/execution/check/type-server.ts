import type { ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { API, SignatureKind } from 'typescript/unstable/async'
import type { Diagnostic, Project } from 'typescript/unstable/async'

/** Files the compiler may see: absolute virtual path → text. */
export interface VirtualFiles {
  /** With `learned`, results have the shapes that calls have shown instead of `any`. */
  read(path: string, learned: boolean): string | undefined
  /** Grows when files below `/servers` change; others are compared at every check. */
  version(): number
}

export interface TypeServerOptions {
  files: VirtualFiles
  /** Milliseconds for one check; a type that makes the compiler think longer ends the process. */
  timeoutMs: number
}

/** The types of a name where the code reads a field of it. */
export interface TypeAt {
  text: string
  /** Of every variant, for a union. */
  properties: string[]
  isUnion: boolean
}

export interface TypeCheck {
  diagnostics: readonly Diagnostic[]
  /** Type of the name that ends after an offset, or of what calling it gives once awaited; for suggestions only. */
  typeAt: (offset: number, isCalled: boolean) => Promise<TypeAt | undefined>
}

/** Variants of a union that are looked at for a suggestion. */
const maxVariants = 20

export const agentPath = '/agent.ts'
const configPath = '/tsconfig.json'

const config = JSON.stringify({
  compilerOptions: {
    strict: true,
    useUnknownInCatchVariables: false,
    strictPropertyInitialization: false,
    noImplicitThis: false,
    target: 'ESNext',
    lib: ['ESNext'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    moduleDetection: 'force',
    allowImportingTsExtensions: true,
    types: [],
    skipLibCheck: true,
    noEmit: true,
    paths: { 'servers/*': ['./servers/*'], 'skills/*': ['./skills/*'], '@/*': ['./*'], '~/*': ['./*'] },
  },
  files: ['/athena.d.ts', '/files.d.ts', agentPath],
})

/** The compiler's process as its client holds it; not part of its public types, so every use is guarded. */
interface Spawned {
  client?: {
    connect?(): Promise<void>
    close?(): Promise<void>
    process?: ChildProcess
  }
}

interface Running {
  api: API
  child: ChildProcess | undefined
  isOpen: boolean
}

/** A place for one TypeScript 7 process, started on first use, started anew when it ends or hangs. One check at a time. */
export class TypeServer {
  private readonly options: TypeServerOptions
  private running: Running | undefined
  private queue: Promise<unknown> = Promise.resolve()
  private agent = ''
  private isLearned = false
  private treeState = ''
  /** Texts as the compiler last read them, and paths it found missing. */
  private readonly served = new Map<string, string | undefined>()
  private libraryFolder = ''

  constructor(options: TypeServerOptions) {
    this.options = options
  }

  /** Checks one text as the agent's module and hands the findings to `use`, before the next check changes the file. */
  check<Result>(
    source: string,
    use: (check: TypeCheck) => Promise<Result>,
    isLearned = false,
  ): Promise<Result> {
    const result = this.queue.then(async () => {
      this.isLearned = isLearned
      try {
        return await this.attempt(source, use)
      } catch (error) {
        this.stop()
        if (error instanceof CheckTimeout) throw error
        // The process died: a second try with a fresh one, then the failure is the caller's.
        return await this.attempt(source, use)
      }
    })
    this.queue = result.catch(() => undefined)
    return result
  }

  async close(): Promise<void> {
    await this.queue
    this.stop()
  }

  /** Process id of the compiler, if it runs. */
  get pid(): number | undefined {
    return this.running?.child?.pid
  }

  private async checkNow<Result>(
    running: Running,
    source: string,
    use: (check: TypeCheck) => Promise<Result>,
  ): Promise<Result> {
    this.agent = source
    const isCurrent = (): boolean => this.running === running
    const changed: string[] = [agentPath]
    const created: string[] = []
    const deleted: string[] = []
    const state = `${this.options.files.version()}:${this.isLearned}`
    const isSameTree = state === this.treeState
    this.treeState = state
    for (const [path, text] of this.served) {
      if (path === agentPath || (isSameTree && !path.startsWith('/skills/'))) continue
      const now = this.read(path)
      if (now === text) continue
      if (text === undefined) created.push(path)
      else if (now === undefined) deleted.push(path)
      else changed.push(path)
      this.served.delete(path)
    }
    const snapshot = await running.api.updateSnapshot(
      running.isOpen ? { fileChanges: { changed, created, deleted } } : { openProjects: [configPath] },
    )
    running.isOpen = true
    try {
      const project = snapshot.getProject(configPath)
      if (!project) throw new Error('the compiler has no project')
      const diagnostics = await project.program.getSemanticDiagnostics(agentPath)
      return await use({
        diagnostics,
        typeAt: async (offset, isCalled) =>
          isCurrent() ? await typeAt(project, offset, isCalled) : undefined,
      })
    } finally {
      if (isCurrent()) await snapshot.dispose()
    }
  }

  private async start(): Promise<Running> {
    this.served.clear()
    // Found on the first start, not before: a computer without the compiler's package still gets syntax and rules.
    this.libraryFolder = findLibraryFolder()
    const exists = (path: string): boolean => {
      const text = this.read(path)
      this.served.set(path, text)
      return text !== undefined
    }
    const api = new API({
      cwd: '/',
      tsserverPath: `${this.libraryFolder}tsc${process.platform === 'win32' ? '.exe' : ''}`,
      fs: {
        // `undefined` falls back to the disk: only for the compiler's own library files.
        readFile: (path) => {
          if (this.isLibrary(path)) return undefined
          const text = this.read(path)
          this.served.set(path, text)
          return text ?? null
        },
        fileExists: (path) => (this.isLibrary(path) ? undefined : exists(path)),
        directoryExists: (path) =>
          this.isLibrary(path) ? undefined : /^\/(?:$|servers(?:\/|$)|skills(?:\/|$))/.test(path),
        getAccessibleEntries: () => ({ files: [], directories: [] }),
        realpath: (path) => path,
      },
    })
    const { client } = api as unknown as Spawned
    await client?.connect?.()
    const child = client?.process
    if (child) silenceLateWrites(child)
    return { api, child, isOpen: false }
  }

  private read(path: string): string | undefined {
    if (path === agentPath) return this.agent
    return path === configPath ? config : this.options.files.read(path, this.isLearned)
  }

  private isLibrary(path: string): boolean {
    return path.replaceAll('\\', '/').startsWith(this.libraryFolder)
  }

  /**
   * Ends the process at once. The client would start a new one for any later request, even for the polite release of a snapshot, so
   * its connection is closed first and nothing is asked of it afterwards (see `isCurrent` above).
   */
  private stop(): void {
    const { running } = this
    this.running = undefined
    void (running?.api as unknown as Spawned | undefined)?.client?.close?.().catch(() => undefined)
    running?.child?.kill('SIGKILL')
  }

  private async attempt<Result>(source: string, use: (check: TypeCheck) => Promise<Result>): Promise<Result> {
    const running = (this.running ??= await this.start())
    return await new Promise<Result>((resolve, reject) => {
      const ended = (): void => reject(new Error('the compiler process ended'))
      const timer = setTimeout(() => reject(new CheckTimeout()), this.options.timeoutMs)
      running.child?.once('exit', ended)
      void this.checkNow(running, source, use)
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(timer)
          running.child?.off('exit', ended)
        })
    })
  }
}

/** The types of this code take the compiler longer than allowed. */
export class CheckTimeout extends Error {}

async function typeAt(project: Project, offset: number, isCalled: boolean): Promise<TypeAt | undefined> {
  const { checker } = project
  let type = await checker.getTypeAtPosition(agentPath, offset)
  if (type && isCalled) {
    const [signature] = await checker.getSignaturesOfType(type, SignatureKind.Call)
    type = signature && (await checker.getReturnTypeOfSignature(signature))
    if (type?.isTypeReference() && (await checker.typeToString(type)).startsWith('Promise<')) {
      ;[type] = await checker.getTypeArguments(type)
    }
  }
  if (!type) return undefined
  const variants = type.isUnionType() ? (await type.getTypes()).slice(0, maxVariants) : [type]
  const properties = await Promise.all(variants.map((variant) => checker.getPropertiesOfType(variant)))
  return {
    text: await checker.typeToString(type),
    properties: [...new Set(properties.flat().map(({ name }) => name))],
    isUnion: type.isUnionType(),
  }
}

/**
 * The client's JSON-RPC library leaves the promise of a failed write without a handler, which would end the host. A write to a compiler
 * that is gone is therefore reported as done; that nobody answers is noticed by its exit.
 */
function silenceLateWrites(child: ChildProcess): void {
  const { stdin } = child
  if (!stdin) return
  const write = stdin.write.bind(stdin) as (chunk: unknown, encoding: unknown, done: () => void) => boolean
  const quiet = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    const callback = [encoding, done].find((argument) => typeof argument === 'function') as
      | (() => void)
      | undefined
    if (stdin.destroyed || stdin.writableEnded) {
      callback?.()
      return false
    }
    return write(chunk, typeof encoding === 'string' ? encoding : undefined, () => callback?.())
  }
  stdin.write = quiet as typeof stdin.write
  stdin.on('error', () => undefined)
}

/** Folder of the compiler's `lib.*.d.ts`: beside its executable, in the package of this platform. */
function findLibraryFolder(): string {
  const require = createRequire(import.meta.url)
  const main = dirname(require.resolve('typescript/package.json'))
  const fromMain = createRequire(join(main, 'package.json'))
  const platform = `@typescript/typescript-${process.platform}-${process.arch}/package.json`
  // In the archive of an installed desktop app no program can be started; a copy of the package is beside it.
  const folder = dirname(fromMain.resolve(platform)).replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked')
  return `${folder.replaceAll('\\', '/')}/lib/`
}
