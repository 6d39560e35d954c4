import { createRequire } from 'node:module'
import { setPriority } from 'node:os'
import path from 'node:path'
import type { SandboxLevel } from '../../src-main/contract/events.ts'
import type {
  FromSupervisor,
  SandboxOptions,
  SandboxStatus,
  ToSupervisor,
} from '../../src-main/contract/sandbox.ts'
import { createKernel } from '../linux/kernel.ts'
import type { Koffi } from '../linux/kernel.ts'
import { createRusageReader } from '../mac/rusage.ts'
import { createCompilerClient } from './compiler-client.ts'
import { createMedian } from './medians.ts'
import type { SupervisorOptions } from './options.ts'
import { createPool } from './pool.ts'
import type { Runner, RunnerContext } from './runner.ts'
import { startRun } from './run.ts'
import type { ActiveRun } from './run.ts'
import { selfTest } from './self-test.ts'
import type { SelfTest } from './self-test.ts'
import { createSpawner } from './spawner.ts'

type RunMessage = Extract<ToSupervisor, { t: 'run' }>
const rank: Record<SandboxLevel, number> = { none: 0, reduced: 1, 'kernel-enforced': 2 }
const samplesEveryMs = 500
/** Samples told after nothing runs any more. */
const samplesAfterRun = 4
const defaults: SandboxOptions = { poolSize: 2, poolMax: 10, strict: false, memoryMb: 100 }

export interface Supervisor {
  handle(message: ToSupervisor): void
  /** Ends every process it started. */
  close(): Promise<void>
}

/** The supervisor: compile gate, pool, watchdogs and self-test behind the messages of the contract. `folder` holds the built files. */
export function createSupervisor(
  folder: string,
  start: SupervisorOptions,
  post: (message: FromSupervisor) => void,
): Supervisor {
  const nodePath = start.nodePath ?? process.execPath
  const without = start.without ?? []
  const koffi = findKoffi()
  const kernel = koffi ? createKernel(koffi.module, process.platform, process.arch) : undefined
  // What started us may have left descriptors open; no process of ours may inherit them.
  kernel?.closeOnExec(3)
  raisePriority()
  const spawner = createSpawner({ nodePath, folder, koffi, kernel, without })
  const context: RunnerContext = {
    spawner,
    kernel,
    folder,
    koffi: kernel || process.platform === 'darwin' ? koffi : undefined,
    sample: koffi ? createRusageReader(koffi.module, process.platform, process.arch) : undefined,
    without,
    realmLost: start.realmLost === true,
  }
  const compiler = createCompilerClient(folder, nodePath, start.rulesOff === true)
  let options = defaults
  const timings = {
    warmUpMs: createMedian(),
    waitMs: createMedian(),
    runMs: createMedian(),
    killMs: createMedian(),
  }
  const exits: Record<string, number> = {}
  const pool = createPool(context, poolOptions(), (runner) => timings.warmUpMs.add(runner.warmUpMs))
  const runs = new Map<
    string,
    { active?: ActiveRun; runner?: Runner; abort: AbortController; stopped?: string }
  >()
  let tested: SelfTest | undefined
  let test = runSelfTest()
  let closed = false

  function poolOptions() {
    return {
      size: options.poolSize,
      max: options.poolMax,
      settings: { memoryMb: options.memoryMb, strict: options.strict },
    }
  }

  function runSelfTest(): Promise<SelfTest> {
    return selfTest(context, { memoryMb: defaults.memoryMb, strict: options.strict }).then(
      (result) => (tested = result),
      (error: unknown) =>
        (tested = {
          level: 'none',
          reason: error instanceof Error ? error.message : String(error),
          layers: [],
          probes: [],
        }),
    )
  }

  function status(): SandboxStatus {
    const describe = (runner: Runner, state: 'starting' | 'warm' | 'busy') => {
      const sample = runner.sample()
      const run = [...runs].find(([, entry]) => entry.runner === runner)?.[0]
      return {
        pid: runner.pid,
        ...(run === undefined ? {} : { run }),
        state,
        rssBytes: sample?.rssBytes ?? 0,
        cpuMs: sample?.cpuMs ?? 0,
      }
    }
    const reason = tested?.reason
    return {
      level: tested?.level ?? 'none',
      ...(tested === undefined
        ? { reason: 'the self-test is running' }
        : reason === undefined
          ? {}
          : { reason }),
      layers: tested?.layers ?? [],
      probes: tested?.probes ?? [],
      warm: pool.warm().length,
      busy: pool.busy().length,
      node: process.version,
      exits: { ...exits },
      timings: {
        warmUpMs: timings.warmUpMs.value(),
        waitMs: timings.waitMs.value(),
        runMs: timings.runMs.value(),
        killMs: timings.killMs.value(),
      },
      runners: [
        ...pool.starting().map((runner) => describe(runner, 'starting')),
        ...pool.warm().map((runner) => describe(runner, 'warm')),
        ...pool.busy().map((runner) => describe(runner, 'busy')),
      ],
    }
  }

  async function run(message: RunMessage): Promise<void> {
    const entry: { active?: ActiveRun; runner?: Runner; abort: AbortController; stopped?: string } = {
      abort: new AbortController(),
    }
    runs.set(message.run, entry)
    let compileMs = 0
    let waitMs = 0
    const done = (
      outcome: Extract<FromSupervisor, { t: 'done' }>['outcome'],
      metrics: { runMs: number; cpuMs: number; peakRssBytes: number; killMs?: number },
    ): void => {
      runs.delete(message.run)
      exits[outcome.status] = (exits[outcome.status] ?? 0) + 1
      timings.runMs.add(metrics.runMs)
      if (metrics.killMs !== undefined) timings.killMs.add(metrics.killMs)
      post({ t: 'done', run: message.run, outcome, metrics: { compileMs, waitMs, ...metrics } })
    }
    const nothing = { runMs: 0, cpuMs: 0, peakRssBytes: 0 }
    const { level, reason } = tested ?? (await test)
    if (rank[level] < rank[options.accept ?? 'kernel-enforced'])
      return done(
        {
          status: 'rejected',
          problems: [
            {
              severity: 'error',
              code: 'SANDBOX_LEVEL',
              rule: 'sandbox-level',
              message: `The sandbox on this computer reaches only the level "${level}" (${reason ?? 'unknown reason'}).`,
              line: 1,
              column: 1,
              suggestion: 'The user can look at it with `athena doctor` and accept the level there.',
            },
          ],
        },
        nothing,
      )
    const compiled = await compiler.compile(message.source, message.modules)
    compileMs = compiled.ms
    if (!compiled.result.ok) return done({ status: 'rejected', problems: compiled.result.problems }, nothing)
    post({ t: 'compiled', run: message.run, ms: compileMs })
    for (let attempt = 0; ; attempt++) {
      const waiting = performance.now()
      let runner: Runner
      try {
        runner = await pool.take(
          { memoryMb: message.limits.memoryMb, strict: options.strict },
          entry.abort.signal,
        )
      } catch (error) {
        if (entry.stopped !== undefined) return done({ status: 'stopped', reason: entry.stopped }, nothing)
        return done(
          { status: 'crashed', detail: error instanceof Error ? error.message : String(error) },
          nothing,
        )
      }
      waitMs += performance.now() - waiting
      timings.waitMs.add(waitMs)
      entry.runner = runner
      if (entry.stopped !== undefined) {
        runner.kill()
        pool.release(runner)
        return done({ status: 'stopped', reason: entry.stopped }, nothing)
      }
      post({ t: 'started', run: message.run, pid: runner.pid, waitMs })
      entry.active = startRun({
        run: message.run,
        main: compiled.result.main,
        modules: compiled.result.modules,
        state: message.state,
        limits: message.limits,
        runner,
        post,
      })
      const { outcome, metrics, untouched } = await entry.active.finished
      pool.release(runner)
      // Killed from outside while it was warm: the run has done nothing yet and gets another runner.
      if (!untouched || attempt > 0) return done(outcome, metrics)
    }
  }

  let samplesDue = 0
  const samples = setInterval(() => {
    // Some more after the last run, so that its end and the refilled pool are seen, too.
    if (runs.size > 0) samplesDue = samplesAfterRun
    else if (samplesDue === 0) return
    else samplesDue--
    post({ t: 'samples', status: status() })
  }, samplesEveryMs)
  void test.then(() => {
    if (!closed) post({ t: 'ready', status: status() })
  })

  const supervisor: Supervisor = {
    handle(message) {
      switch (message.t) {
        case 'configure':
          options = message.options
          pool.configure(poolOptions())
          return
        case 'run':
          run(message).catch((error: unknown) => {
            runs.delete(message.run)
            const detail = error instanceof Error ? error.message : String(error)
            post({
              t: 'done',
              run: message.run,
              outcome: { status: 'crashed', detail },
              metrics: { compileMs: 0, waitMs: 0, runMs: 0, cpuMs: 0, peakRssBytes: 0 },
            })
          })
          return
        case 'result':
          runs.get(message.run)?.active?.result(message)
          return
        case 'stop': {
          const entry = runs.get(message.run)
          if (!entry) return
          entry.stopped ??= message.reason
          entry.abort.abort()
          entry.active?.stop(message.reason)
          return
        }
        case 'status':
          post({ t: 'status', id: message.id, status: status() })
          return
        case 'selftest':
          test = runSelfTest()
          void test.then(() => post({ t: 'status', id: message.id, status: status() }))
          return
        case 'shutdown':
          void supervisor.close().then(() => process.exit(0))
          return
      }
    },
    async close() {
      if (closed) return
      closed = true
      clearInterval(samples)
      compiler.close()
      await pool.close()
      await spawner.close()
    },
  }
  return supervisor
}

/** Deadlines should not wait for a busy machine; only some users may ask for that, the others keep what they have. */
function raisePriority(): void {
  try {
    setPriority(-5)
  } catch {
    // not allowed
  }
}

/** Koffi and the folders it loads from, or undefined where it is not installed for this system. */
function findKoffi(): { entry: string; folders: string[]; module: Koffi } | undefined {
  if (process.platform !== 'linux' && process.platform !== 'darwin') return undefined
  try {
    const find = createRequire(import.meta.url)
    const entry = find.resolve('koffi')
    const native = find.resolve(`@koromix/koffi-${process.platform}-${process.arch}`)
    return {
      entry,
      folders: [path.dirname(entry), path.dirname(path.dirname(native))],
      module: find('koffi') as Koffi,
    }
  } catch {
    return undefined
  }
}
