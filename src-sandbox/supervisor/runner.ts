import path from 'node:path'
import type { FromRunner, LockReport, ToRunner } from '../frames.ts'
import { maxDepth } from '../frames.ts'
import { createFrameReader, encodeFrame, nestsWithin } from '../framing.ts'
import type { Kernel } from '../linux/kernel.ts'
import { readStatus, sampleProcess } from './process-reader.ts'
import type { ProcessSample } from './process-reader.ts'
import type { Spawned, Spawner } from './spawner.ts'

/** What a runner is started with. Runners of one key are alike. */
export interface RunnerSettings {
  memoryMb: number
  strict: boolean
}

export interface RunnerContext {
  spawner: Spawner
  kernel: Kernel | undefined
  folder: string
  koffi: { entry: string; folders: string[] } | undefined
  without: readonly string[]
  /** How memory and time of a process are read where there is no /proc. */
  sample?: ((pid: number) => ProcessSample | undefined) | undefined
  realmLost: boolean
}

export interface RunnerExit {
  code: number | null
  signal: string | null
  /** Tail of what it wrote to its error output. */
  errors: string
}

/** One locked process. It serves one run and is killed. */
export interface Runner {
  readonly settings: RunnerSettings
  pid: number
  lock: LockReport | undefined
  /** Milliseconds from the start of the process to its `ready`. */
  warmUpMs: number
  /** Resolves when it is locked and waits for code; rejects when it did not get there. */
  readonly ready: Promise<void>
  readonly exited: Promise<RunnerExit>
  /** Memory when it was ready, bytes. */
  baseRssBytes: number
  send(frame: ToRunner): void
  /** Frames after `ready`; set once, by the run. */
  onFrame: (frame: FromRunner, bytes: number) => void
  /** Set by the run: what the runner sent is no frame. */
  onBroken: (detail: string) => void
  sample(): ProcessSample | undefined
  peakRss(): number
  /** Lets the kernel end it after this much more processor time, should the supervisor stall. */
  armCpu(usedMs: number, moreMs: number): void
  kill(): void
}

/** Longest time from start to `ready`, milliseconds. */
const startDeadlineMs = 20_000
const megabyte = 1024 * 1024

/**
 * Part of the allowance kept for pages of the engine's own file (ICU tables, built-in code): they are read in while code runs and count as
 * resident memory, but no limit of the kernel bounds them. Measured growth: 5 to 15 MB, most of it by `Intl`.
 */
const enginePagesMb = 12

/** How much more data a runner may take than it had when it was locked, bytes. Small limits keep at least nine tenths. */
export function dataAllowance(memoryMb: number): number {
  return (memoryMb - Math.min(enginePagesMb, memoryMb / 10)) * megabyte
}

function flags(settings: RunnerSettings, context: RunnerContext, folder: string): string[] {
  const heap = Math.max(16, Math.round(settings.memoryMb * 0.8))
  return [
    `--max-old-space-size=${heap}`,
    '--max-semi-space-size=2',
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    '--no-deprecation',
    '--no-warnings',
    '--disable-sigusr1',
    ...(settings.strict ? ['--jitless'] : []),
    '--permission',
    ...(context.koffi
      ? ['--allow-addons', ...context.koffi.folders.map((read) => `--allow-fs-read=${read}`)]
      : []),
    `--allow-fs-read=${folder}`,
    path.join(folder, 'runner.cjs'),
  ]
}

/** Starts a runner. */
export function startRunner(context: RunnerContext, settings: RunnerSettings): Runner {
  const begun = performance.now()
  const folder = context.realmLost ? path.join(context.folder, 'test') : context.folder
  const spawned: Spawned = context.spawner.spawn(flags(settings, context, folder), {
    ATHENA_RUNNER: JSON.stringify({
      strict: settings.strict,
      without: context.without,
      koffi: context.koffi?.entry ?? '',
    }),
    TZ: 'UTC',
    LANG: 'C',
    MALLOC_ARENA_MAX: '2',
    UV_USE_IO_URING: '0',
    // The system's file is outside what a runner may read.
    OPENSSL_CONF: '/dev/null',
  })
  let errors = ''
  spawned.errors.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('latin1')).slice(-4000)
  })
  spawned.errors.on('error', () => undefined)
  spawned.channel.on('error', () => undefined)
  let gone = false
  const exited = spawned.exited.then((exit) => {
    gone = true
    spawned.channel.destroy()
    spawned.errors.destroy()
    return { ...exit, errors }
  })
  let settleReady: { done: () => void; failed: (error: Error) => void } = {
    done: () => undefined,
    failed: () => undefined,
  }
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => fail('it was not ready in time'), startDeadlineMs)
    const fail = (detail: string): void => {
      clearTimeout(timer)
      runner.kill()
      reject(new Error(`The sandbox process could not be started: ${detail}`))
    }
    settleReady = {
      done() {
        clearTimeout(timer)
        resolve()
      },
      failed: (error) => fail(error.message),
    }
  })
  ready.catch(() => undefined)
  spawned.pid.then(
    (pid) => (runner.pid = pid),
    (error: unknown) => settleReady.failed(error instanceof Error ? error : new Error(String(error))),
  )
  void exited.then((exit) =>
    settleReady.failed(
      new Error(`it ended with ${exit.signal ?? exit.code} ${exit.errors.trim().slice(-500)}`),
    ),
  )

  const runner: Runner = {
    settings,
    pid: 0,
    lock: undefined,
    warmUpMs: 0,
    ready,
    exited,
    baseRssBytes: 0,
    onFrame: () => undefined,
    onBroken: () => undefined,
    send(frame) {
      if (!gone) spawned.channel.write(encodeFrame(JSON.stringify(frame)))
    },
    sample: () => (runner.pid > 0 && !gone ? (context.sample ?? sampleProcess)(runner.pid) : undefined),
    peakRss: () => (runner.pid > 0 && !gone ? (readStatus(runner.pid)?.peakRssBytes ?? 0) : 0),
    armCpu(usedMs, moreMs) {
      if (context.kernel && runner.pid > 0 && !gone)
        context.kernel.limit(runner.pid, 'CPU', Math.ceil((usedMs + moreMs) / 1000) + 1, null)
    },
    kill() {
      if (gone) return
      if (runner.pid > 0) {
        try {
          process.kill(runner.pid, 'SIGKILL')
        } catch {
          // already gone
        }
      } else
        void spawned.pid.then(
          () => runner.kill(),
          () => undefined,
        )
    },
  }

  async function becomeReady(lock: LockReport): Promise<void> {
    runner.pid = await spawned.pid
    if (context.kernel) {
      const status = readStatus(runner.pid)
      const data = status?.dataBytes ?? 0
      // Relative to what V8 has reserved: the reserved code range counts as data.
      const limited =
        data > 0 &&
        context.kernel.limit(
          runner.pid,
          'DATA',
          data + dataAllowance(settings.memoryMb),
          data + dataAllowance(settings.memoryMb),
        ) === 0
      const held =
        (context.without.includes('seccomp') || (lock.seccomp && status?.seccomp === 2)) &&
        lock.noNewPrivileges &&
        status?.noNewPrivileges === 1
      if (!limited || !held || !lock.limits)
        throw new Error(`the lock-down is not complete (${lock.detail || 'the kernel does not report it'})`)
    }
    runner.lock = lock
    runner.warmUpMs = performance.now() - begun
    runner.baseRssBytes = runner.sample()?.rssBytes ?? 0
    settleReady.done()
  }

  let started = false
  const read = createFrameReader(
    (payload) => {
      if (!nestsWithin(payload, maxDepth)) {
        runner.onBroken('a message that nests too deeply')
        return
      }
      let frame: FromRunner
      try {
        frame = JSON.parse(payload.toString('utf8')) as FromRunner
      } catch {
        runner.onBroken('a message that is not JSON')
        return
      }
      if (typeof frame !== 'object' || frame === null || typeof frame.t !== 'string')
        return runner.onBroken('a message without a type')
      if (!started && frame.t === 'ready') {
        started = true
        becomeReady(frame.lock).catch((error: unknown) =>
          settleReady.failed(error instanceof Error ? error : new Error(String(error))),
        )
      } else runner.onFrame(frame, payload.length)
    },
    (detail) => runner.onBroken(detail),
  )
  spawned.channel.on('data', (chunk: Buffer) => read(chunk))
  return runner
}
