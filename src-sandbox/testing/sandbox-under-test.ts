import path from 'node:path'
import type { RunLimits } from '../../src-main/contract/events.ts'
import type { Json } from '../../src-main/contract/json.ts'
import type {
  FromSupervisor,
  SandboxMetrics,
  SandboxModule,
  SandboxOptions,
  SandboxOutcome,
  SandboxStatus,
} from '../../src-main/contract/sandbox.ts'
import { createForkLauncher } from '../../src-main/core/execution/launcher-fork.ts'
import type { SupervisorPort } from '../../src-main/core/ports.ts'
import { builtSandbox } from './build-once.ts'

type Call = Extract<FromSupervisor, { t: 'call' }>
export interface ToolFailed {
  code: string
  message: string
  content?: Json
}
/** Answers a call; throw a {@link ToolFailed} to fail it; a promise that never settles leaves it pending. */
export type Answer = (call: Call) => Json | undefined | Promise<Json | undefined>

export interface RunRequest {
  source: string
  modules?: Record<string, SandboxModule>
  state?: string | null
  limits?: Partial<RunLimits>
  answer?: Answer
}
export interface RunResult {
  outcome: SandboxOutcome
  metrics: SandboxMetrics
  calls: Call[]
  logs: Extract<FromSupervisor, { t: 'log' }>[]
  /** Process that ran it; 0 when none did. */
  pid: number
  ms: number
}
export interface SandboxUnderTest {
  port: SupervisorPort
  status: SandboxStatus
  run(request: RunRequest | string): Promise<RunResult>
  /** Starts a run and gives its name, for stopping it. */
  begin(request: RunRequest): { id: string; started: Promise<number>; done: Promise<RunResult> }
  ask(kind: 'status' | 'selftest'): Promise<SandboxStatus>
  close(): Promise<void>
}

export const testLimits: RunLimits = {
  cpuMs: 5000,
  wallMs: 10_000,
  memoryMb: 100,
  concurrentCalls: 8,
  maxCalls: 1000,
  callMs: 30_000,
  resultBytes: 10_000_000,
  logBytes: 1_000_000,
}

/** The built supervisor behind the real launcher; tools are answered by the test. */
export async function startSandbox(
  start: Record<string, unknown> = {},
  options: Partial<SandboxOptions> = {},
): Promise<SandboxUnderTest> {
  const folder = await builtSandbox()
  const words: string[] = []
  const keep = (message: string, data?: Record<string, unknown>): void =>
    void words.push(`${message} ${JSON.stringify(data ?? {})}`)
  const launch = createForkLauncher({
    supervisorPath: path.join(folder, 'supervisor.js'),
    nodePath: process.execPath,
    log: { debug: keep, info: keep, warn: keep, error: keep },
    options: start,
  })
  const port = launch()
  let names = 0
  const runs = new Map<
    string,
    {
      request: RunRequest
      calls: Call[]
      logs: RunResult['logs']
      pid: number
      begun: number
      started: (pid: number) => void
      done: (result: RunResult) => void
    }
  >()
  const questions = new Map<number, (status: SandboxStatus) => void>()
  const exited = new Promise<void>((resolve) => port.onExit(() => resolve()))
  const ready = new Promise<SandboxStatus>((resolve, reject) => {
    port.onExit((detail) => reject(new Error(`${detail}\n${words.join('\n')}`)))
    port.onMessage((message) => {
      if (message.t === 'ready') resolve(message.status)
      else if (message.t === 'status') questions.get(message.id)?.(message.status)
      else if (message.t !== 'samples') void deliver(message)
    })
  })
  async function deliver(
    message: Exclude<FromSupervisor, { t: 'ready' | 'status' | 'samples' }>,
  ): Promise<void> {
    const run = runs.get(message.run)
    if (!run) return
    if (message.t === 'started') {
      run.pid = message.pid
      run.started(message.pid)
    } else if (message.t === 'log') run.logs.push(message)
    else if (message.t === 'done') {
      runs.delete(message.run)
      run.done({
        outcome: message.outcome,
        metrics: message.metrics,
        calls: run.calls,
        logs: run.logs,
        pid: run.pid,
        ms: performance.now() - run.begun,
      })
    } else if (message.t === 'call') {
      run.calls.push(message)
      try {
        const value = await (run.request.answer ?? (() => null))(message)
        port.post({ t: 'result', run: message.run, id: message.id, ok: true, value })
      } catch (error) {
        const failed = error as ToolFailed
        port.post({
          t: 'result',
          run: message.run,
          id: message.id,
          ok: false,
          error: {
            name: 'ToolError',
            code: failed.code,
            message: failed.message,
            tool: message.tool,
            ...(failed.content === undefined ? {} : { content: failed.content }),
          },
        })
      }
    }
  }
  port.post({
    t: 'configure',
    options: { poolSize: 2, poolMax: 4, strict: false, memoryMb: 100, ...options },
  })
  const status = await ready
  const begin: SandboxUnderTest['begin'] = (request) => {
    const id = `x_${++names}`
    let started: (pid: number) => void = () => undefined
    let done: (result: RunResult) => void = () => undefined
    const startedPromise = new Promise<number>((resolve) => (started = resolve))
    const donePromise = new Promise<RunResult>((resolve) => (done = resolve))
    runs.set(id, { request, calls: [], logs: [], pid: 0, begun: performance.now(), started, done })
    port.post({
      t: 'run',
      run: id,
      source: request.source,
      modules: request.modules ?? {},
      limits: { ...testLimits, ...request.limits },
      state: request.state ?? null,
    })
    return { id, started: startedPromise, done: donePromise }
  }
  let questionIds = 0
  return {
    port,
    status,
    begin,
    run: (request) => begin(typeof request === 'string' ? { source: request } : request).done,
    ask: (kind) =>
      new Promise((resolve) => {
        const id = ++questionIds
        questions.set(id, resolve)
        port.post({ t: kind, id })
      }),
    async close() {
      port.post({ t: 'shutdown' })
      const timer = setTimeout(() => port.kill(), 3000)
      await exited
      clearTimeout(timer)
    },
  }
}

/** The value of an ended run, or an error that shows the whole outcome. */
export function valueOf(result: RunResult): Json {
  if (result.outcome.status !== 'ok') throw new Error(`not ok: ${JSON.stringify(result.outcome)}`)
  return result.outcome.value.json
}
