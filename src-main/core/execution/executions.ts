import { createHash } from 'node:crypto'
import { AthenaError, toWireError } from '../../contract/errors.ts'
import type { Problem, RunEvent, RunLimits, RunSource } from '../../contract/events.ts'
import type { Json } from '../../contract/json.ts'
import type { SandboxMetrics, SandboxOutcome } from '../../contract/sandbox.ts'
import type { Catalog } from '../catalog/api.ts'
import type { Caller, Gateway, PlannedWrite } from '../gateway/api.ts'
import type { Clock, Ids, Logger } from '../ports.ts'
import type { Privacy } from '../privacy/api.ts'
import { tokenMethod } from '../savings/index.ts'
import type { Settings } from '../settings/index.ts'
import type { Sessions, Workspace } from '../session/index.ts'
import { resolveModules } from '../skills/index.ts'
import type { Drift, Skills } from '../skills/index.ts'
import type { RunReader, RunWriter } from '../store/index.ts'
import type { Binary } from '../upstream/index.ts'
import { admit } from './admission.ts'
import type { LogLine } from './answer.ts'
import type { CheckResult, Checker, RenderProblems } from './check/api.ts'
import { createCallRunner, isChange } from './call-runner.ts'
import type { CallRunner } from './call-runner.ts'
import { describeFailure } from './failure.ts'
import { limitsFor, maxCodeBytes, queueDepth } from './limits.ts'
import { previewWrites } from './preview-writes.ts'
import type { Recording } from './recording.ts'
import { finishRun, safeText } from './finish-run.ts'
import type { ExecutionResult, Outcome } from './finish-run.ts'
import { createRecorder } from './recorder.ts'
import type { Recorder } from './recorder.ts'
import type { Review } from './review.ts'
import { createRunQueue } from './run-queue.ts'
import type { SandboxClient } from './sandbox-client.ts'
import { createServices } from './services.ts'

export interface StartRequest {
  code: string
  session?: string
  timeoutMs?: number
  dryRun?: boolean
  client: string
  source: RunSource
  /** MCP clients are limited by rate; the CLI, the editor and benchmarks are not. */
  limited: boolean
  /** Aborting stops the run. */
  signal?: AbortSignal
  onProgress?: (message: string) => void
  /** Serves calls from a finished run instead of making them; variables and files are left as they are. */
  recording?: Recording
}

export interface Execution {
  id: string
  session: string
  done: Promise<ExecutionResult>
}

/** Runs code and direct calls; every one is recorded event by event. */
export interface Executions {
  /** @throws UNKNOWN_SESSION before anything is recorded. */
  start(request: StartRequest): Execution
  /** One direct call of a tool, an execution like any other. */
  callTool(request: Omit<StartRequest, 'code'> & { tool: string; args: unknown }): Execution
  /** The execution while it is alive in this host. */
  find(id: string): Execution | undefined
  stop(id: string, reason: string): boolean
  active(): { id: string; client: string; startedAt: number }[]
  /** Told of every event of every run. */
  onEvent(listener: (run: string, seq: number, event: RunEvent) => void): () => void
  /** Told when a run's row changed. */
  onRow(listener: (run: string) => void): () => void
  close(): Promise<void>
}

export interface ExecutionParts {
  clock: Clock
  ids: Ids
  log: Logger
  writer: RunWriter
  reader: RunReader
  sessions: Sessions
  workspace: Workspace
  skills: Skills
  settings: Settings
  catalog: Catalog
  checker: Checker
  renderProblems: RenderProblems
  gateway: Gateway
  privacy: Privacy
  sandbox: SandboxClient
  /** Answers that wait for the person; without it none does. */
  review?: Review
  /** An image, sound or file that a tool returned, by its handle. */
  binary?: (handle: string) => Binary | undefined
  /** Runs at once. */
  concurrency: number
}

interface Live extends Execution {
  client: string
  startedAt: number
  abort: AbortController
}

/** Checked scripts that are remembered. */
const cachedChecks = 200

/** Makes the pipeline of design/execution: admit, check, compile, run, filter, record. */
export function createExecutions(parts: ExecutionParts): Executions {
  const { clock, ids, writer, sessions, privacy } = parts
  const queue = createRunQueue({
    concurrency: parts.concurrency,
    depth: queueDepth,
    perMinute: () => parts.settings.get('runs.perMinute'),
    clock,
  })
  const services = createServices(parts)
  const checks = new Map<string, { version: number; result: CheckResult }>()
  let skillChanges = 0
  parts.skills.onChange(() => (skillChanges += 1))
  const live = new Map<string, Live>()
  const eventListeners = new Set<(run: string, seq: number, event: RunEvent) => void>()
  const rowListeners = new Set<(run: string) => void>()

  function begin(
    request: Omit<StartRequest, 'code'>,
    code: string,
    work: (run: {
      id: string
      caller: Caller
      limits: RunLimits
      recorder: Recorder
      signal: AbortSignal
    }) => Promise<Outcome>,
  ): Execution {
    const session =
      request.session === undefined ? sessions.create(request.client) : sessions.get(request.session)
    const id = ids.next('x')
    const abort = new AbortController()
    request.signal?.addEventListener('abort', () => abort.abort('The client cancelled the run.'), {
      once: true,
    })
    if (request.signal?.aborted) abort.abort('The client cancelled the run.')
    const caller: Caller = { execution: id, session: session.id, client: request.client }
    const done = record(request, code, caller, abort.signal, work).finally(() => {
      live.delete(id)
      // Told once more, now that the run no longer counts as active.
      for (const listener of rowListeners) listener(id)
    })
    const execution: Live = {
      id,
      session: session.id,
      done,
      client: request.client,
      startedAt: clock.now(),
      abort,
    }
    live.set(id, execution)
    return execution
  }

  async function record(
    request: Omit<StartRequest, 'code'>,
    code: string,
    caller: Caller,
    signal: AbortSignal,
    work: (run: {
      id: string
      caller: Caller
      limits: RunLimits
      recorder: Recorder
      signal: AbortSignal
    }) => Promise<Outcome>,
  ): Promise<ExecutionResult> {
    const id = caller.execution
    const limits = limitsFor(request.timeoutMs)
    const source = { session: caller.session, execution: id }
    // What the model wrote is recorded with tokens in place like everything else; the code that runs is the original.
    const recorded = await safeText(privacy, code.length > maxCodeBytes ? code.slice(0, 1_000) : code, source)
    const codeRef = writer.keep(recorded)
    const codeHash = createHash('sha256').update(code).digest('hex')
    const title = titleOf(recorded)
    if (request.session === undefined) sessions.rename(caller.session, title)
    writer.create({
      id,
      session: caller.session,
      client: caller.client,
      source: request.source,
      title,
      codeRef,
      codeHash,
      startedAt: clock.now(),
      ...(request.recording ? { of: request.recording.of } : {}),
    })
    const recorder = createRecorder(id, writer, clock, {
      event: (seq, event) => {
        for (const listener of eventListeners) listener(id, seq, event)
      },
      row: () => {
        for (const listener of rowListeners) listener(id)
      },
    })
    recorder.emit({
      k: 'run.started',
      source: request.source,
      client: caller.client,
      session: caller.session,
      codeRef,
      codeHash,
      limits,
      at: clock.now(),
      tokenMethod,
      ...(request.recording ? { of: request.recording.of } : {}),
    })
    recorder.setStatus('queued')
    let outcome: Outcome
    try {
      outcome = await queue.enter(
        { client: caller.client, session: caller.session, limited: request.limited, signal },
        async () => {
          recorder.setStatus('running')
          return await work({ id, caller, limits, recorder, signal })
        },
      )
    } catch (error) {
      outcome = failedOutcome(error)
      if (outcome.error?.code === 'INTERNAL')
        parts.log.error('execution failed inside the host', { id, message: outcome.error.message })
    }
    sessions.touch(caller.session)
    return await finishRun(parts, caller, recorder, outcome, request.source === 'agent' ? signal : undefined)
  }

  /** A check is valid as long as the tree is the same; agents repeat themselves, and so do tests of a script. */
  async function checkCached(code: string): Promise<CheckResult> {
    const version = parts.catalog.version() + skillChanges
    const cached = checks.get(code)
    if (cached?.version === version) return { ...cached.result, ms: 0 }
    const result = await parts.checker.check(code)
    checks.delete(code)
    checks.set(code, { version, result })
    const [oldest] = checks.keys()
    if (checks.size > cachedChecks && oldest !== undefined) checks.delete(oldest)
    return result
  }

  async function runCode(
    request: StartRequest,
    run: { id: string; caller: Caller; limits: RunLimits; recorder: Recorder; signal: AbortSignal },
  ): Promise<Outcome> {
    const { id, caller, limits, recorder, signal } = run
    const bytes = Buffer.byteLength(request.code)
    if (bytes > maxCodeBytes) {
      const message = `The code is ${Math.ceil(bytes / 1024)} KB; the limit is ${maxCodeBytes / 1024} KB. Put data in /workspace files or fetch it with tools.`
      return rejected(
        [{ severity: 'error', code: 'TOO_LARGE', rule: 'size', message, line: 1, column: 1 }],
        request.code,
        parts.renderProblems,
      )
    }
    const checked = await checkCached(request.code)
    recorder.emit({
      k: 'code.checked',
      ms: checked.ms,
      problems: checked.problems,
      ...(checked.unchecked ? { unchecked: true } : {}),
    })
    if (!checked.ok) return rejected(checked.problems, request.code, parts.renderProblems)

    const { modules, skills: used } = resolveModules(checked.imports, parts.catalog, parts.skills)
    const logs: LogLine[] = []
    const state = request.recording ? request.recording.state : sessions.state(caller.session)
    const sandboxRun = { run: id, source: checked.source, modules, limits, state }
    let ahead: Promise<PlannedWrite[]> | undefined
    const call = { caller, limits, recorder, signal }
    const preview = (): Promise<PlannedWrite[]> =>
      (ahead ??= previewWrites({ ...parts, services, run: sandboxRun, call, isChange }))
    const calls = createCallRunner({
      run: id,
      caller,
      limits,
      recorder,
      signal,
      dryRun: request.dryRun ?? false,
      ...(request.onProgress ? { onProgress: request.onProgress } : {}),
      ...(request.recording ? { recording: request.recording } : {}),
      ...(request.dryRun || request.recording ? {} : { preview }),
      gateway: parts.gateway,
      services,
      privacy,
      sandbox: parts.sandbox,
      log: parts.log,
    })
    const status = await parts.sandbox.ready()
    admit(parts.settings, request.source === 'agent', status.level, status.reason)
    const stop = (): void =>
      parts.sandbox.stop(id, typeof signal.reason === 'string' ? signal.reason : 'The run was stopped.')
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted)
      throw new AthenaError('STOPPED', 'The run was stopped before it began; nothing was run.')
    const answer = await parts.sandbox.run(sandboxRun, {
      onCompiled: (ms) => recorder.emit({ k: 'code.compiled', ms }),
      onStarted: (pid, waitMs) =>
        recorder.emit({
          k: 'sandbox.ready',
          ms: waitMs,
          level: parts.sandbox.status()?.level ?? 'none',
          pid,
          // Where code got plain values, they may be in the variables too; these are kept encrypted, in the session alone.
          ...(state === null || privacy.holdsPlain(caller.session)
            ? {}
            : { stateRef: recorder.keepText(state) }),
        }),
      onCall: (call) => calls.take(call),
      onLog: (level, text, line) => {
        const entry: LogLine = { level, text, ...(line === undefined ? {} : { line }) }
        logs.push(entry)
        calls.log(entry)
      },
      onSample: (cpu, rss) => recorder.emit({ k: 'sample', cpu, rss }),
    })
    signal.removeEventListener('abort', stop)
    await calls.settle()
    if (!request.recording) parts.skills.used(used, answer.outcome.status === 'ok')
    const outcome = await fromSandbox(answer.outcome, answer.metrics, request, caller, recorder, logs, calls)
    if (calls.handed().length > 0) outcome.content = calls.handed()
    for (const name of used) {
      const drift = parts.skills.drift(name)
      if (drift.length > 0) outcome.notes.push(driftNote(name, drift))
    }
    return outcome
  }

  async function fromSandbox(
    outcome: SandboxOutcome,
    metrics: SandboxMetrics,
    request: StartRequest,
    caller: Caller,
    recorder: Recorder,
    logs: LogLine[],
    calls: CallRunner,
  ): Promise<Outcome> {
    const notes: string[] = []
    const { code } = request
    if (!request.recording && (outcome.status === 'ok' || outcome.status === 'error')) {
      try {
        sessions.saveState(caller.session, outcome.state)
      } catch (error) {
        if (!(error instanceof AthenaError)) throw error
        notes.push(error.message)
      }
    }
    if (calls.overBudget()) recorder.emit({ k: 'limit.hit', which: 'calls' })
    if (outcome.status === 'ok') {
      return {
        status: 'ok',
        value: outcome.value.json,
        ...(outcome.value.undefined ? { empty: true } : {}),
        problems: [],
        logs,
        notes: [...outcome.value.notes, ...notes],
        metrics,
      }
    }
    if (outcome.status === 'rejected')
      return { ...rejected(outcome.problems, code, parts.renderProblems), logs, metrics }
    if (outcome.status === 'timeout') recorder.emit({ k: 'limit.hit', which: 'time' })
    if (outcome.status === 'oom') recorder.emit({ k: 'limit.hit', which: 'memory' })
    const failed = describeFailure(outcome, code, recorder.calls(), calls.shapeHint(outcome))
    // A denied call that the code did not catch is the outcome of the run.
    const denied = outcome.status === 'error' && /\bDENIED\b/.test(outcome.error.message)
    return {
      status: denied ? 'denied' : failed.status,
      failure: failed.text,
      error: denied ? { ...failed.error, code: 'DENIED' } : failed.error,
      problems: [],
      logs,
      notes,
      metrics,
    }
  }

  return {
    start: (request) => begin(request, request.code, (run) => runCode(request, run)),
    callTool(request) {
      const code = `return await callMCPTool(${JSON.stringify(request.tool)}, ${JSON.stringify(request.args ?? {}, null, 2)})`
      return begin(request, code, async ({ caller, limits, recorder, signal }) => {
        const outcome = await parts.gateway.call({
          caller,
          call: 'c1',
          tool: request.tool,
          args: request.args ?? {},
          timeoutMs: limits.callMs,
          signal,
          emit: recorder.emit,
          keep: recorder.keep,
          onWait: (waiting) => recorder.setStatus(waiting ? 'waiting' : 'running'),
        })
        if (outcome.ok)
          return {
            ...shownIn(outcome.value, parts.binary),
            status: 'ok',
            ...(outcome.value === undefined ? { empty: true } : { value: outcome.value }),
            problems: [],
            logs: [],
            notes: [],
          }
        const { server, tool, code: failureCode, message } = outcome.failure
        return {
          status: failureCode === 'DENIED' ? 'denied' : 'error',
          failure: `${server}.${tool} failed: ${message}`,
          error: { code: failureCode === 'DENIED' ? 'DENIED' : 'TOOL_FAILED', message },
          problems: [],
          logs: [],
          notes: [],
        }
      })
    },
    find: (id) => live.get(id),
    stop(id, reason) {
      const execution = live.get(id)
      execution?.abort.abort(reason)
      return execution !== undefined
    },
    active: () => [...live.values()].map(({ id, client, startedAt }) => ({ id, client, startedAt })),
    onEvent(listener) {
      eventListeners.add(listener)
      return () => eventListeners.delete(listener)
    },
    onRow(listener) {
      rowListeners.add(listener)
      return () => rowListeners.delete(listener)
    },
    async close() {
      for (const execution of live.values()) execution.abort.abort('Athena is closing.')
      await Promise.allSettled([...live.values()].map((execution) => execution.done))
    },
  }
}

function driftNote(skill: string, drift: Drift[]): string {
  const tools = drift
    .map(({ tool, reason }) => `${tool} (${reason === 'missing' ? 'gone' : 'changed'})`)
    .join(', ')
  return `the skill ${skill} was saved when its tools were different: ${tools}. Check its result; the user can save it again.`
}

function rejected(problems: Problem[], code: string, render: RenderProblems): Outcome {
  const errors = problems.filter((problem) => problem.severity === 'error')
  const first = errors[0]
  return {
    status: 'rejected',
    failure: `The code was not run.\n${render(errors, code)}`,
    error: first
      ? { code: first.code, message: first.message, line: first.line, column: first.column }
      : { code: 'REFUSED', message: 'The code was refused.' },
    problems,
    logs: [],
    notes: [],
  }
}

function failedOutcome(error: unknown): Outcome {
  const wire = toWireError(error)
  const stopped = wire.code === 'STOPPED' || wire.code === 'CANCELLED'
  return {
    status: stopped
      ? 'stopped'
      : wire.code === 'QUEUE_FULL' || wire.code === 'UNKNOWN_IMPORT' || wire.code === 'SANDBOX_LEVEL'
        ? 'rejected'
        : 'error',
    failure: `${wire.code}: ${wire.message}`,
    error: wire,
    problems: [],
    logs: [],
    notes: [],
  }
}

/** First comment or line of code that says something, for lists. */
export function titleOf(code: string): string {
  for (const line of code.split('\n')) {
    const text = line.trim()
    if (text === '' || text.startsWith('```') || /^import\b/.test(text)) continue
    return text.replace(/^\/\/\s*|^\/\*+\s*/, '').slice(0, 120)
  }
  return 'Empty script'
}

/** The images and sounds of a directly called tool go to the model at once: there is no code that could hand them over. */
function shownIn(value: Json | undefined, binary: ExecutionParts['binary']): { content?: Binary[] } {
  const items = isRecord(value) && Array.isArray(value['items']) ? value['items'] : [value]
  const found = items
    .map((item) =>
      isRecord(item) && typeof item['handle'] === 'string' ? binary?.(item['handle']) : undefined,
    )
    .filter((one) => one !== undefined && one.type !== 'file')
  return found.length === 0 ? {} : { content: found as Binary[] }
}

function isRecord(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
