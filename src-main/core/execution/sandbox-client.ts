import type { Json } from '../../contract/json.ts'
import type {
  FromSupervisor,
  SandboxMetrics,
  SandboxModule,
  SandboxOptions,
  SandboxOutcome,
  SandboxStatus,
  ToSupervisor,
} from '../../contract/sandbox.ts'
import type { LogLevel, RunLimits } from '../../contract/events.ts'
import type { Logger, SupervisorLauncher, SupervisorPort } from '../ports.ts'

export interface SandboxRun {
  run: string
  source: string
  modules: Record<string, SandboxModule>
  limits: RunLimits
  state: string | null
}

export interface SandboxRunHandlers {
  onCompiled(ms: number): void
  onStarted(pid: number, waitMs: number): void
  onCall(call: { id: number; tool: string; args: Json; line?: number }): void
  onLog(level: LogLevel, text: string, line?: number): void
  onSample(cpu: number, rss: number): void
}

export interface SandboxAnswer {
  outcome: SandboxOutcome
  metrics: SandboxMetrics
}

/** The host's end of the supervisor process; starts it, and starts it again when it ends. Runs in flight become `crashed`. */
export interface SandboxClient {
  /** Resolves when the supervisor has finished its self-test. */
  ready(): Promise<SandboxStatus>
  run(request: SandboxRun, handlers: SandboxRunHandlers): Promise<SandboxAnswer>
  result(
    run: string,
    id: number,
    answer: { ok: true; value: Json | undefined } | { ok: false; error: ToolErrorFrame },
  ): void
  stop(run: string, reason: string): void
  /** Last known status, refreshed by {@link refresh}. */
  status(): SandboxStatus | undefined
  refresh(): Promise<SandboxStatus>
  configure(options: SandboxOptions): void
  onSamples(listener: (status: SandboxStatus) => void): () => void
  close(): Promise<void>
}

type ToolErrorFrame = { name: string; code: string; message: string; tool?: string; content?: Json }

interface Pending {
  handlers: SandboxRunHandlers
  finish: (answer: SandboxAnswer) => void
}

const noMetrics: SandboxMetrics = { compileMs: 0, waitMs: 0, runMs: 0, cpuMs: 0, peakRssBytes: 0 }
/** Pauses before starting a supervisor again, so that one that cannot start does not spin. */
const restartDelaysMs = [0, 200, 1_000, 5_000]

/** Makes the client and starts the supervisor. */
export function createSandboxClient(
  launch: SupervisorLauncher,
  options: SandboxOptions,
  log: Logger,
): SandboxClient {
  const runs = new Map<string, Pending>()
  const questions = new Map<number, (status: SandboxStatus) => void>()
  const sampleListeners = new Set<(status: SandboxStatus) => void>()
  let port: SupervisorPort | undefined
  let closed = false
  let failures = 0
  let nextQuestion = 0
  let current = options
  let last: SandboxStatus | undefined
  let ready = Promise.withResolvers<SandboxStatus>()
  let exited = Promise.withResolvers<void>()
  let restart: NodeJS.Timeout | undefined

  function start(): void {
    const started = launch()
    port = started
    exited = Promise.withResolvers<void>()
    started.onMessage((message) => receive(message))
    started.onExit((detail) => {
      if (port !== started) return
      port = undefined
      exited.resolve()
      for (const pending of runs.values()) {
        pending.finish({
          outcome: { status: 'crashed', detail: `The sandbox supervisor ended (${detail}).` },
          metrics: noMetrics,
        })
      }
      runs.clear()
      if (closed) return
      log.warn('sandbox supervisor ended', { detail })
      ready.promise.catch(() => {})
      if (last) ready = Promise.withResolvers<SandboxStatus>()
      const delay = restartDelaysMs[Math.min(failures, restartDelaysMs.length - 1)] ?? 5_000
      failures += 1
      restart = setTimeout(start, delay)
    })
    post({ t: 'configure', options: current })
  }

  function post(message: ToSupervisor): void {
    port?.post(message)
  }

  function receive(message: FromSupervisor): void {
    switch (message.t) {
      case 'ready':
        failures = 0
        last = message.status
        ready.resolve(message.status)
        return
      case 'samples':
        last = message.status
        for (const listener of sampleListeners) listener(message.status)
        return
      case 'status':
        last = message.status
        questions.get(message.id)?.(message.status)
        questions.delete(message.id)
        return
      default: {
        const pending = runs.get(message.run)
        if (pending) deliver(message, pending)
      }
    }
  }

  function deliver(
    message: Exclude<FromSupervisor, { t: 'ready' | 'samples' | 'status' }>,
    pending: Pending,
  ): void {
    switch (message.t) {
      case 'compiled':
        return pending.handlers.onCompiled(message.ms)
      case 'started':
        return pending.handlers.onStarted(message.pid, message.waitMs)
      case 'call':
        return pending.handlers.onCall(message)
      case 'log':
        return pending.handlers.onLog(message.level, message.text, message.line)
      case 'sample':
        return pending.handlers.onSample(message.cpu, message.rss)
      case 'done':
        runs.delete(message.run)
        return pending.finish({ outcome: message.outcome, metrics: message.metrics })
    }
  }

  start()
  return {
    ready: () => ready.promise,
    async run(request, handlers) {
      await ready.promise
      return await new Promise<SandboxAnswer>((finish) => {
        if (!port) {
          finish({
            outcome: { status: 'crashed', detail: 'The sandbox supervisor is restarting.' },
            metrics: noMetrics,
          })
          return
        }
        runs.set(request.run, { handlers, finish })
        post({ t: 'run', ...request })
      })
    },
    result(run, id, answer) {
      if (runs.has(run)) post({ t: 'result', run, id, ...answer })
    },
    stop: (run, reason) => post({ t: 'stop', run, reason }),
    status: () => last,
    refresh: () =>
      new Promise((resolve) => {
        const id = ++nextQuestion
        questions.set(id, resolve)
        post({ t: 'status', id })
      }),
    configure(options) {
      current = options
      post({ t: 'configure', options })
    },
    onSamples(listener) {
      sampleListeners.add(listener)
      return () => sampleListeners.delete(listener)
    },
    async close() {
      closed = true
      clearTimeout(restart)
      if (!port) return
      post({ t: 'shutdown' })
      // A supervisor that does not leave by itself within a second is killed.
      const timer = setTimeout(() => port?.kill(), 1_000)
      await exited.promise
      clearTimeout(timer)
    },
  }
}
