import { randomBytes } from 'node:crypto'
import type { RunLimits } from '../../src-main/contract/events.ts'
import type { Json } from '../../src-main/contract/json.ts'
import type {
  FromSupervisor,
  SandboxMetrics,
  SandboxOutcome,
  ToSupervisor,
} from '../../src-main/contract/sandbox.ts'
import { logLineCost } from '../frames.ts'
import type { Compiled, FromRunner, ResultError, RunnerModule } from '../frames.ts'
import { createRunClock } from './run-clock.ts'
import type { Runner } from './runner.ts'
import { isMemoryError, verdictOf } from './verdict.ts'

type Result = Extract<ToSupervisor, { t: 'result' }>
type Done = Extract<FromRunner, { t: 'done' }>

export interface RunInput {
  run: string
  main: Compiled
  modules: Record<string, RunnerModule>
  state: string | null
  limits: RunLimits
  runner: Runner
  post: (message: FromSupervisor) => void
}

export interface ActiveRun {
  result(message: Result): void
  stop(reason: string): void
  readonly finished: Promise<FinishedRun>
}

export interface FinishedRun {
  outcome: SandboxOutcome
  metrics: Omit<SandboxMetrics, 'compileMs' | 'waitMs'>
  /** Something outside killed the runner before it said a word: the run had no effect and may be started again. */
  untouched: boolean
}

/** How long a process whose run ended well is left, so that the answer goes out first. */
const killDelayMs = 5
const sampleEveryMs = 100
/** Wake-ups a run may ask for at once, and for each millisecond of its life: the realm has 10,000 timers, the shortest 1 ms. */
const wakesAtOnce = 20_000
const wakesPerMs = 5
/** Refused calls after which a run that ignores the refusal is ended. */
const patience = 100
const levels = new Set(['log', 'info', 'warn', 'error', 'debug'])
/** C0 and C1 controls but tab and line feed: they could move a terminal's cursor or hide text. */
// oxlint-disable-next-line no-control-regex
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

/** Runs prepared code in a runner, holds its limits and names its end. The runner does not outlive the run. */
export function startRun(input: RunInput): ActiveRun {
  const { run, limits, runner, post } = input
  const begun = performance.now()
  let sent = 0
  let calls = 0
  let refused = 0
  let lastCall = 0
  let logBytes = 0
  let logFull = false
  let lastBlocked = -1
  let wakes = 0
  let wake: NodeJS.Timeout | undefined
  let state: string | null = null
  let lastKnown: string | undefined
  let ended = false
  let cpuMs = 0
  let grownBytes = 0
  let seenRssBytes = 0
  const active = new Set<number>()
  const queue: Extract<FromRunner, { t: 'call' }>[] = []
  let finish: (value: FinishedRun) => void = () => undefined
  const finished = new Promise<FinishedRun>((resolve) => (finish = resolve))
  let heard = false
  let killedOutside = false
  const clock = createRunClock(limits, (which) =>
    end(
      which === 'cpu'
        ? { status: 'timeout', which, limitMs: limits.cpuMs, ...known() }
        : { status: 'timeout', which, limitMs: limits.wallMs, ...known() },
      true,
    ),
  )
  const known = (): { lastKnown?: string } => (lastKnown === undefined ? {} : { lastKnown })
  const at = (): number => Math.round((performance.now() - begun) * 1000) / 1000

  function send(frame: Parameters<Runner['send']>[0]): void {
    sent++
    clock.busy()
    runner.send(frame)
  }

  /** Ends the run once. A runner that was killed is waited for, so that `killMs` is measured and nothing is left behind. */
  function end(outcome: SandboxOutcome, wait: boolean): void {
    if (ended) return
    ended = true
    clock.stop()
    clearTimeout(wake)
    clearInterval(sampler)
    const runMs = performance.now() - begun
    const last = runner.sample()
    if (last) cpuMs = last.cpuMs - startCpu
    const peakRssBytes = Math.max(runner.peakRss(), seenRssBytes)
    const metrics = { runMs, cpuMs: Math.max(0, cpuMs), peakRssBytes }
    if (!wait) {
      finish({ outcome, metrics, untouched: false })
      // Taking a process of 60 MB apart keeps a core busy for milliseconds; the answer goes first. Nobody listens to the process any more.
      setTimeout(() => runner.kill(), killDelayMs)
      return
    }
    const killing = performance.now()
    runner.kill()
    void runner.exited.then(() =>
      finish({
        outcome,
        metrics: { ...metrics, killMs: performance.now() - killing },
        untouched: killedOutside && !heard,
      }),
    )
  }

  const startCpu = runner.sample()?.cpuMs ?? 0
  let lastSamplePosted = 0
  function look(): void {
    const sample = runner.sample()
    if (!sample) return
    cpuMs = sample.cpuMs - startCpu
    grownBytes = sample.rssBytes - runner.baseRssBytes
    seenRssBytes = Math.max(seenRssBytes, sample.rssBytes)
    // Back-stop by the kernel, should this process stall: ends at most two seconds of processor time after the deadline.
    runner.armCpu(sample.cpuMs, limits.cpuMs)
    if (grownBytes > limits.memoryMb * 1024 * 1024 * 1.05)
      end({ status: 'oom', limitMb: limits.memoryMb, ...known() }, true)
    const now = performance.now()
    if (now - lastSamplePosted > 450) {
      lastSamplePosted = now
      post({ t: 'sample', run, cpu: cpuMs, rss: sample.rssBytes })
    }
  }
  const sampler = setInterval(look, sampleEveryMs)

  function broken(detail: string): void {
    end({ status: 'crashed', detail: `The sandbox process sent ${detail} and was ended.`, ...known() }, true)
  }

  function refuse(id: number, error: ResultError): void {
    send({ t: 'result', id, ok: false, error, at: at() })
  }

  function onCall(frame: Extract<FromRunner, { t: 'call' }>): void {
    if (
      !Number.isSafeInteger(frame.id) ||
      frame.id !== lastCall + 1 ||
      typeof frame.tool !== 'string' ||
      frame.tool.length > 1000
    )
      return broken('a malformed call')
    lastCall = frame.id
    lastKnown = `call of ${oneLine(frame.tool, 80)}${lineText(frame.line)}`
    calls++
    if (calls > limits.maxCalls) {
      const message = `The run made more than ${limits.maxCalls} tool calls. Fetch more with each call, or continue in another run.`
      if (++refused > patience)
        end(
          {
            status: 'error',
            error: { name: 'ToolError', message, stack: '', ...lineOf(frame.line), tool: frame.tool },
            state: null,
          },
          true,
        )
      else refuse(frame.id, { name: 'ToolError', code: 'TOO_MANY', message, tool: frame.tool })
      return
    }
    if (active.size >= limits.concurrentCalls) queue.push(frame)
    else forward(frame)
  }

  function forward(frame: Extract<FromRunner, { t: 'call' }>): void {
    active.add(frame.id)
    post({ t: 'call', run, id: frame.id, tool: frame.tool, args: frame.args ?? null, ...lineOf(frame.line) })
  }

  function onLog(frame: Extract<FromRunner, { t: 'log' }>): void {
    if (typeof frame.text !== 'string' || !levels.has(frame.level)) return broken('a malformed log line')
    lastKnown = `log${lineText(frame.line)}`
    // A line costs something even when it is empty.
    logBytes += frame.text.length + logLineCost
    if (logBytes > limits.logBytes * 4 + 1_000_000) return broken('more log lines than allowed')
    if (logFull) return
    if (logBytes > limits.logBytes) {
      logFull = true
      post({
        t: 'log',
        run,
        level: 'warn',
        text: `The log is larger than ${limits.logBytes} bytes; later lines are dropped.`,
      })
      return
    }
    post({
      t: 'log',
      run,
      level: frame.level,
      text: frame.text.replace(controls, '\ufffd'),
      ...lineOf(frame.line),
    })
  }

  function onWake(frame: Extract<FromRunner, { t: 'wake' }>): void {
    if (++wakes > wakesAtOnce + wakesPerMs * at()) return broken('more timers than allowed')
    clearTimeout(wake)
    wake = undefined
    if (typeof frame.ms !== 'number' || !(frame.ms >= 0)) return
    if (frame.line !== undefined) lastKnown = `timer set${lineText(frame.line)}`
    wake = setTimeout(
      () => {
        wake = undefined
        send({ t: 'fire', at: at() })
      },
      Math.min(frame.ms, 2 ** 31 - 1),
    )
  }

  function onBlocked(n: number): void {
    if (!(n > lastBlocked)) return broken('more reports than frames it was sent')
    lastBlocked = n
    if (n !== sent) return
    const held = active.size > 0
    if (!held && wake === undefined && queue.length === 0) {
      end(
        {
          status: 'timeout',
          which: 'wall',
          limitMs: limits.wallMs,
          lastKnown: `${lastKnown ? `${lastKnown}; then ` : ''}the code waits for a promise that nothing will settle (no call and no timer is pending)`,
        },
        true,
      )
      return
    }
    clock.waiting(held)
  }

  function onDone(frame: Done, bytes: number): void {
    if (frame.ok) {
      const notes = Array.isArray(frame.notes)
        ? frame.notes
            .filter((note) => typeof note === 'string')
            .slice(0, 30)
            .map((note) => oneLine(note, 300))
        : []
      if (bytes > limits.resultBytes + 200_000) return broken('a result larger than the limit')
      const json: Json = frame.json ?? null
      end(
        {
          status: 'ok',
          value: { json, notes, ...(frame.undefined === true ? { undefined: true } : {}) },
          state,
        },
        false,
      )
      return
    }
    const { error } = frame
    if (typeof error !== 'object' || error === null) return broken('a malformed error')
    const name = text(error.name, 200)
    const message = text(error.message, 20_000)
    if (isMemoryError(name, message))
      return end({ status: 'oom', limitMb: limits.memoryMb, ...known() }, false)
    end(
      {
        status: 'error',
        error: {
          name,
          message,
          stack: text(error.stack, 10_000),
          ...lineOf(error.line),
          ...(Number.isSafeInteger(error.column) ? { column: error.column } : {}),
          ...(typeof error.tool === 'string' ? { tool: text(error.tool, 200) } : {}),
        },
        state,
      },
      false,
    )
  }

  runner.onBroken = broken
  runner.onFrame = (frame, bytes) => {
    if (ended) return
    heard ||= frame.t !== 'blocked'
    switch (frame.t) {
      case 'call':
        return onCall(frame)
      case 'log':
        return onLog(frame)
      case 'wake':
        return onWake(frame)
      case 'blocked':
        return onBlocked(frame.n)
      case 'state':
        if (typeof frame.text !== 'string' || state !== null) return broken('a malformed state')
        state = frame.text
        return undefined
      case 'done':
        return onDone(frame, bytes)
      default:
        return broken('an unexpected message')
    }
  }
  void runner.exited.then((exit) => {
    if (ended) return
    killedOutside = exit.signal === 'SIGKILL'
    end(verdictOf({ exit, memoryMb: limits.memoryMb, cpuMs: limits.cpuMs, grownBytes, lastKnown }), true)
  })

  send({
    t: 'run',
    main: input.main,
    modules: input.modules,
    state: input.state,
    seed: randomBytes(32).toString('hex'),
    resultBytes: limits.resultBytes,
    logBytes: limits.logBytes,
  })
  runner.armCpu(startCpu, limits.cpuMs)
  return {
    finished,
    result(message) {
      if (ended || !active.delete(message.id)) return
      if (message.ok) send({ t: 'result', id: message.id, ok: true, value: message.value, at: at() })
      else refuse(message.id, message.error)
      const next = queue.shift()
      if (next) forward(next)
    },
    stop: (reason) => end({ status: 'stopped', reason }, true),
  }
}

function text(value: unknown, longest: number): string {
  return String(value ?? '')
    .slice(0, longest)
    .replace(controls, '\ufffd')
}

/** A short text of the runner inside a line of ours: it cannot begin a line of its own. */
function oneLine(value: string, longest: number): string {
  return text(value, longest).replace(/\s+/g, ' ')
}

function lineOf(line: unknown): { line?: number } {
  return typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? { line } : {}
}

function lineText(line: unknown): string {
  return typeof line === 'number' && Number.isSafeInteger(line) && line > 0 ? ` at line ${line}` : ''
}
