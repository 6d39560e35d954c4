import { spawn } from 'node:child_process'
import { closeSync, openSync, realpathSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import type { Duplex, Readable } from 'node:stream'
import { Worker } from 'node:worker_threads'
import type { Kernel, LandlockRule } from '../linux/kernel.ts'
import type { SpawnAnswer, SpawnRequest, SpawnerData } from './spawner-thread.ts'

/** A process that was started, with its channel and what it wrote to its error output. */
export interface Spawned {
  channel: Duplex
  errors: Readable
  /** Known once the process runs. */
  pid: Promise<number>
  exited: Promise<{ code: number | null; signal: string | null }>
}

export interface Spawner {
  spawn(args: string[], env: Record<string, string>): Spawned
  /** How processes are confined before their first instruction. */
  confinement: Promise<{ landlock: boolean; seccomp: boolean; detail: string }>
  close(): Promise<void>
}

export interface SpawnerOptions {
  nodePath: string
  folder: string
  /** Entry of koffi and the folders it loads from. */
  koffi: { entry: string; folders: string[] } | undefined
  kernel: Kernel | undefined
  without: readonly string[]
}

/** Folders and files a Node process reads before its own code runs. */
const systemPaths: LandlockRule[] = [
  { path: '/lib', access: 'folder' },
  { path: '/lib64', access: 'folder' },
  { path: '/usr/lib', access: 'folder' },
  { path: '/usr/lib64', access: 'folder' },
  { path: '/etc/ld.so.cache', access: 'read' },
  { path: '/dev/null', access: 'read' },
  { path: '/dev/urandom', access: 'read' },
]

/** The spawner thread where the kernel allows it, else plain spawning. */
export function createSpawner(options: SpawnerOptions): Spawner {
  return options.kernel && options.koffi
    ? createThreadSpawner(options, options.kernel, options.koffi)
    : createPlainSpawner(options.nodePath)
}

function createThreadSpawner(
  options: SpawnerOptions,
  kernel: Kernel,
  koffi: { entry: string; folders: string[] },
): Spawner {
  const node = realpathSync(options.nodePath)
  const data: SpawnerData = {
    koffi: koffi.entry,
    without: [...options.without],
    rules: [
      { path: node, access: 'run' },
      { path: options.folder, access: 'folder' },
      ...koffi.folders.map((folder): LandlockRule => ({ path: folder, access: 'folder' })),
      ...systemPaths,
    ],
  }
  const worker = new Worker(path.join(options.folder, 'spawner.js'), { workerData: data })
  const nothing = openSync('/dev/null', 'r')
  let ids = 0
  let closing = false
  interface Waiting {
    spawned(pid: number): void
    failed(detail: string): void
    exit(code: number | null, signal: string | null): void
    theirs: number[]
  }
  const waiting = new Map<number, Waiting>()
  let confined: (value: { landlock: boolean; seccomp: boolean; detail: string }) => void = () => undefined
  const confinement = new Promise<{ landlock: boolean; seccomp: boolean; detail: string }>(
    (resolve) => (confined = resolve),
  )
  const closeTheirs = (entry: Waiting): void => {
    for (const descriptor of entry.theirs.splice(0)) closeSync(descriptor)
  }
  worker.on('message', (answer: SpawnAnswer) => {
    if (answer.t === 'confined') return confined(answer)
    const entry = waiting.get(answer.id)
    if (!entry) return
    closeTheirs(entry)
    if (answer.t === 'spawned') entry.spawned(answer.pid)
    else {
      waiting.delete(answer.id)
      if (answer.t === 'failed') entry.failed(answer.detail)
      else entry.exit(answer.code, answer.signal)
    }
  })
  // Its runners die with it; the host starts the supervisor anew.
  worker.on('exit', () => {
    if (!closing) process.exit(71)
  })
  worker.on('error', (error) => {
    confined({ landlock: false, seccomp: false, detail: error.message })
    for (const [id, entry] of waiting) {
      waiting.delete(id)
      closeTheirs(entry)
      entry.failed(error.message)
    }
  })
  return {
    confinement,
    spawn(args, env) {
      const id = ++ids
      const channelPair = kernel.socketPair()
      const errorPair = kernel.socketPair()
      if (!channelPair || !errorPair) throw new Error('No descriptors left for a runner')
      const [ours, theirs] = channelPair
      const [ourErrors, theirErrors] = errorPair
      let resolvePid: (pid: number) => void = () => undefined
      let rejectPid: (error: Error) => void = () => undefined
      let resolveExit: (value: { code: number | null; signal: string | null }) => void = () => undefined
      const pid = new Promise<number>((resolve, reject) => {
        resolvePid = resolve
        rejectPid = reject
      })
      pid.catch(() => undefined)
      const exited = new Promise<{ code: number | null; signal: string | null }>(
        (resolve) => (resolveExit = resolve),
      )
      waiting.set(id, {
        theirs: [theirs, theirErrors],
        spawned: resolvePid,
        failed(detail) {
          rejectPid(new Error(detail))
          resolveExit({ code: null, signal: null })
        },
        exit: (code, signal) => resolveExit({ code, signal }),
      })
      const request: SpawnRequest = {
        id,
        node,
        args,
        env,
        descriptors: [nothing, theirErrors, theirErrors, theirs],
      }
      worker.postMessage(request)
      return {
        channel: new net.Socket({ fd: ours, readable: true, writable: true }),
        errors: new net.Socket({ fd: ourErrors, readable: true, writable: false }),
        pid,
        exited,
      }
    },
    async close() {
      closing = true
      await worker.terminate()
      closeSync(nothing)
    },
  }
}

function createPlainSpawner(nodePath: string): Spawner {
  return {
    confinement: Promise.resolve({
      landlock: false,
      seccomp: false,
      detail: 'runners start unconfined on this system',
    }),
    spawn(args, env) {
      const child = spawn(nodePath, args, { env, cwd: '/', stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
      const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
        child.on('exit', (code, signal) => resolve({ code, signal }))
        child.on('error', () => resolve({ code: null, signal: null }))
      })
      const pid =
        child.pid === undefined
          ? Promise.reject(new Error(`${nodePath} could not be started`))
          : Promise.resolve(child.pid)
      pid.catch(() => undefined)
      return { channel: child.stdio[3] as Duplex, errors: child.stderr as Readable, pid, exited }
    },
    close: () => Promise.resolve(),
  }
}
