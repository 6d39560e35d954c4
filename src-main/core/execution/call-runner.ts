import { setImmediate } from 'node:timers/promises'
import { AthenaError, toWireError } from '../../contract/errors.ts'
import type { RunLimits } from '../../contract/events.ts'
import type { Json } from '../../contract/json.ts'
import type { SandboxOutcome } from '../../contract/sandbox.ts'
import type { CallOutcome, Caller, Gateway, PlannedWrite, ToolCall } from '../gateway/api.ts'
import type { Logger } from '../ports.ts'
import type { Privacy } from '../privacy/api.ts'
import type { LogLine } from './answer.ts'
import type { Recorder } from './recorder.ts'
import type { Recording } from './recording.ts'
import type { SandboxClient } from './sandbox-client.ts'
import type { Binary } from '../upstream/index.ts'
import type { Services } from './services.ts'
import { shapeOf } from './shape-of.ts'

/** A call as the sandbox reports it. */
export interface SandboxCall {
  id: number
  tool: string
  args: Json
  line?: number
}

/** Serves the calls and logs of one run while it lasts. */
export interface CallRunner {
  take(call: SandboxCall): void
  log(entry: LogLine): void
  /** Cancels what is still open and waits until everything is recorded. */
  settle(): Promise<void>
  overBudget(): boolean
  /** Images and sounds that the code handed to the model. */
  handed(): Binary[]
  /** Structure of the tool result that a TypeError was thrown on, for the answer. */
  shapeHint(outcome: SandboxOutcome): string | undefined
}

export interface CallRunnerParts {
  run: string
  caller: Caller
  limits: RunLimits
  recorder: Recorder
  signal: AbortSignal
  dryRun: boolean
  onProgress?: (message: string) => void
  recording?: Recording
  /** Lists the writes of this run ahead, for one approval. */
  preview?: () => Promise<PlannedWrite[]>
  gateway: Gateway
  services: Services
  privacy: Privacy
  sandbox: SandboxClient
  log: Logger
}

/** Service operations that change something; a replay leaves the workspace as it is. */
const changingOperations = new Set(['writeFile', 'appendFile', 'rm', 'mkdir', 'rename', 'copyFile'])
const servicePrefix = 'athena/'
/** Base64 characters of images and sound a run may hand to the model. */
const maxHandedCharacters = 5_000_000
/** Host services (files, search) a run may use for each tool call it may make. */
const servicesPerCall = 10

/** Makes the runner: so many tool calls at once, so many in all, host services beside them, or everything from a recording. */
export function createCallRunner(parts: CallRunnerParts): CallRunner {
  const { run, caller, limits, recorder, sandbox, privacy } = parts
  const waiting: (() => void)[] = []
  const pending = new Set<Promise<void>>()
  const shapes = new Map<string, Json | undefined>()
  const abort = new AbortController()
  const handed: Binary[] = []
  let atOnce = 0
  let total = 0
  let serviceCalls = 0
  let held = 0
  const lines: LogLine[] = []
  let logQueue: Promise<void> = Promise.resolve()
  parts.signal.addEventListener('abort', () => abort.abort(), { once: true })

  async function slot<T>(work: () => Promise<T>): Promise<T> {
    if (atOnce >= limits.concurrentCalls) await new Promise<void>((resolve) => waiting.push(resolve))
    else atOnce += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else atOnce -= 1
    }
  }

  async function serve(call: SandboxCall): Promise<void> {
    const afterwards: (() => void)[] = []
    try {
      if (call.tool.startsWith(servicePrefix)) {
        sandbox.result(run, call.id, { ok: true, value: await service(call) })
        return
      }
      total += 1
      if (total > limits.maxCalls) throw tooMany(limits.maxCalls, 'tool calls')
      const outcome = await slot(() => {
        progress(`${call.tool.replace('/', '.')} (call ${total})`)
        const request = toolCall(call, afterwards)
        return parts.recording ? replay(request, parts.recording) : parts.gateway.call(request)
      })
      answer(call, outcome)
    } catch (error) {
      const wire = toWireError(error)
      if (wire.code === 'INTERNAL') {
        parts.log.error('call failed inside the host', { run, tool: call.tool, message: wire.message })
      }
      sandbox.result(run, call.id, {
        ok: false,
        error: { name: 'Error', code: wire.code, message: `${wire.code}: ${wire.message}`, tool: call.tool },
      })
    }
    if (afterwards.length > 0) await finishRecord(call, afterwards)
  }

  /** Records what could wait until the code had its answer. A run whose record cannot be written goes no further. */
  async function finishRecord(call: SandboxCall, afterwards: (() => void)[]): Promise<void> {
    await setImmediate()
    try {
      for (const work of afterwards) work()
    } catch (error) {
      const { message } = toWireError(error)
      parts.log.error('result could not be recorded', { run, tool: call.tool, message })
      sandbox.stop(run, `The record of this run cannot be written: ${message}`)
    }
  }

  /** The name of a tool is what the code wrote; it is scanned like everything that leaves. */
  function progress(text: string): void {
    if (!parts.onProgress) return
    void privacy
      .tokeniseText(text, { session: caller.session, execution: run })
      .then((safe) => parts.onProgress?.(safe.text))
      .catch(() => undefined)
  }

  async function service(call: SandboxCall): Promise<Json | undefined> {
    serviceCalls += 1
    if (serviceCalls > limits.maxCalls * servicesPerCall) {
      throw tooMany(limits.maxCalls * servicesPerCall, 'file and service calls')
    }
    const name = call.tool.slice(servicePrefix.length)
    if (parts.recording && isChange(name, call.args)) return undefined
    return await parts.services.call(name, call.args, {
      caller,
      emit: recorder.emit,
      keepText: recorder.keepText,
      hand(binary) {
        const bytes = handed.reduce((sum, one) => sum + one.data.length, binary.data.length)
        if (bytes > maxHandedCharacters) throw tooMuchHanded()
        handed.push(binary)
      },
    })
  }

  function toolCall(call: SandboxCall, afterwards: (() => void)[]): ToolCall {
    return {
      caller,
      call: `c${call.id}`,
      tool: call.tool,
      args: call.args,
      ...(call.line === undefined ? {} : { line: call.line }),
      timeoutMs: limits.callMs,
      signal: abort.signal,
      ...(parts.dryRun ? { dryRun: true } : {}),
      ...(parts.preview ? { preview: parts.preview } : {}),
      emit: recorder.emit,
      afterAnswer: (work) => afterwards.push(work),
      keep: recorder.keep,
      ...(parts.onProgress ? { onProgress: parts.onProgress } : {}),
      onWait: (isWaiting) => {
        held += isWaiting ? 1 : -1
        recorder.setStatus(held > 0 ? 'waiting' : 'running')
      },
    }
  }

  /** The event log holds tokens only, so lines are scanned before they are recorded; their order is kept. */
  async function recordLines(): Promise<void> {
    const batch = lines.splice(0)
    const source = { session: caller.session, execution: run }
    const texts = await privacy
      .tokenise(
        batch.map((line) => line.text),
        source,
      )
      .then((scanned) => scanned.value as string[])
      .catch(() => batch.map(() => '[withheld: this line could not be scanned]'))
    for (const [index, { level, line }] of batch.entries()) {
      recorder.emit({ k: 'log', level, text: texts[index] ?? '', ...(line === undefined ? {} : { line }) })
    }
  }

  function answer(call: SandboxCall, outcome: CallOutcome): void {
    if (outcome.ok) {
      shapes.set(call.tool, outcome.value)
      sandbox.result(run, call.id, { ok: true, value: outcome.value })
      return
    }
    const { server, tool, code, message, content } = outcome.failure
    const error = { name: 'ToolError', code, message, tool: `${server}/${tool}` }
    sandbox.result(run, call.id, { ok: false, error: content === undefined ? error : { ...error, content } })
  }

  /** Serves a call from the recording; a call that it does not hold ends the run, since from there on nothing is known. */
  async function replay(call: ToolCall, recording: Recording): Promise<CallOutcome> {
    const written = { session: caller.session, execution: caller.execution, call: call.call }
    const args = (await privacy.tokenise((call.args ?? {}) as Json, written)).value ?? null
    const preview = JSON.stringify(args).slice(0, 160)
    recorder.emit({
      k: 'call.asked',
      call: call.call,
      tool: call.tool,
      ...(call.line === undefined ? {} : { line: call.line }),
      argsRef: recorder.keep(args),
      preview,
    })
    const outcome = recording.take(call.tool, args)
    if (!outcome) {
      const place = call.line === undefined ? '' : ` at line ${call.line}`
      const message = `Diverged here: ${call.tool.replace('/', '.')}(${preview})${place} is not in the recording of ${recording.of}. Run it live to go on.`
      recorder.emit({
        k: 'call.ended',
        call: call.call,
        ok: false,
        bytes: 0,
        tokens: 0,
        error: { code: 'DIVERGED', message },
      })
      sandbox.stop(run, message)
      return { ok: false, failure: { server: '', tool: call.tool, code: 'DIVERGED', message } }
    }
    if (outcome.ok) {
      const text = outcome.value === undefined ? '' : JSON.stringify(outcome.value)
      recorder.emit({
        k: 'call.ended',
        call: call.call,
        ok: true,
        resultRef: recorder.keep(outcome.value),
        bytes: Buffer.byteLength(text),
        tokens: 0,
      })
    } else {
      const { message } = outcome.failure
      recorder.emit({
        k: 'call.ended',
        call: call.call,
        ok: false,
        bytes: 0,
        tokens: 0,
        error: { code: 'TOOL_FAILED', message },
      })
    }
    return outcome
  }

  return {
    take(call) {
      const served = serve(call).finally(() => pending.delete(served))
      pending.add(served)
    },
    log(entry) {
      lines.push(entry)
      // What arrives while a batch is scanned is the next batch: a flood of lines costs a few scans, not one a line.
      if (lines.length === 1) logQueue = logQueue.then(recordLines)
    },
    async settle() {
      abort.abort()
      await Promise.allSettled(pending)
      await logQueue
    },
    handed: () => handed,
    overBudget: () => total > limits.maxCalls,
    shapeHint(outcome) {
      if (outcome.status !== 'error' || outcome.error.name !== 'TypeError' || !outcome.error.tool)
        return undefined
      return `Shape of the last result of ${outcome.error.tool}: ${shapeOf(shapes.get(outcome.error.tool))}`
    },
  }
}

/** Whether a host service changes the workspace or shows something to the user. */
export function isChange(service: string, args: Json): boolean {
  if (service === 'present' || service === 'emit') return true
  if (service !== 'fs' || args === null || typeof args !== 'object' || Array.isArray(args)) return false
  return changingOperations.has(String(args['op']))
}

function tooMuchHanded(): AthenaError {
  return new AthenaError(
    'TOO_LARGE',
    `The run handed more than ${maxHandedCharacters / 1_000_000} MB of images and sound to the model. Hand over fewer or smaller ones.`,
  )
}

function tooMany(limit: number, what: string): AthenaError {
  return new AthenaError(
    'TOO_MANY',
    `The run made more than ${limit.toLocaleString('en-US')} ${what}; further ones are refused. Use tools that take lists, or several executions.`,
  )
}
