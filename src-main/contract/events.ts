import type { ErrorCode, WireError } from './errors.ts'

/** Status words of an execution, the same in every place (design: execution). */
export const runStatuses = [
  'queued',
  'running',
  'waiting',
  'ok',
  'error',
  'rejected',
  'timeout',
  'oom',
  'crashed',
  'stopped',
  'denied',
] as const
export type RunStatus = (typeof runStatuses)[number]

/** True while the execution is alive. */
export function isAlive(status: RunStatus): boolean {
  return status === 'queued' || status === 'running' || status === 'waiting'
}

/** SHA-256 of a payload (hex); the payload is read with `blobs.read`. Personal values in it are tokens. */
export type Ref = string
/** Who asked for a run. */
export type RunSource = 'agent' | 'editor' | 'cli' | 'demo' | 'replay'

/** Limits of one run; defaults and ranges in core/execution/limits.ts. */
export interface RunLimits {
  /** CPU milliseconds allowed between two awaits. */
  cpuMs: number
  /** Milliseconds of the run clock for the whole run (stops while waiting for tools or people). */
  wallMs: number
  /** Heap and off-heap megabytes of the runner. */
  memoryMb: number
  /** Tool calls at once; further ones wait. */
  concurrentCalls: number
  /** Tool calls in all. */
  maxCalls: number
  /** Milliseconds one tool call may take. */
  callMs: number
  /** Bytes of result the host accepts. */
  resultBytes: number
  /** Bytes of log the host accepts. */
  logBytes: number
}

/** One finding about the code, shown to agents and in the editor alike. */
export interface Problem {
  /** Errors stop the run before it starts; notes do not. */
  severity: 'error' | 'note'
  code: ErrorCode
  /** Rule or TypeScript code, such as `no-eval` or `TS2339`. */
  rule: string
  message: string
  /** 1-based line and column in the agent's own text. */
  line: number
  column: number
  /** Column after the last character, if known. */
  endColumn?: number
  /** One concrete fix. */
  suggestion?: string
}

export type LogLevel = 'log' | 'info' | 'warn' | 'error' | 'debug'

/**
 * The append-only log of a run; every view is a fold over it. `t` is milliseconds since the start of the run
 * (monotonic); wall-clock time is in `run.started` only.
 */
export type RunEvent = { t: number } & (
  | {
      k: 'run.started'
      source: RunSource
      client?: string
      session: string
      codeRef: Ref
      codeHash: string
      limits: RunLimits
      /** Wall-clock start, epoch milliseconds. */
      at: number
      /** How model tokens are counted, such as `o200k`. */
      tokenMethod: string
      /** Execution this one repeats. */
      of?: string
    }
  | { k: 'code.checked'; ms: number; problems: Problem[]; unchecked?: boolean }
  | { k: 'code.compiled'; ms: number }
  | {
      k: 'sandbox.ready'
      /** Milliseconds waited for a runner. */
      ms: number
      level: SandboxLevel
      pid: number
      /** The session's variables the run was given, in the guest's codec. */
      stateRef?: Ref
    }
  | { k: 'call.asked'; call: string; tool: string; line?: number; argsRef: Ref; preview: string }
  | { k: 'call.held'; call: string; rule: string }
  | { k: 'call.decided'; call: string; by: 'user' | 'rule' | 'timeout'; ok: boolean }
  | { k: 'call.sent'; call: string }
  | {
      k: 'call.ended'
      call: string
      ok: boolean
      resultRef?: Ref
      /** Code got the plain values (raw in sandbox); the recorded result has tokens, so the run cannot be repeated from it. */
      raw?: boolean
      /** Bytes of the result as JSON, tokens in place. */
      bytes: number
      /** Model tokens the result would have cost in a direct call. */
      tokens: number
      error?: WireError
    }
  | { k: 'pii.minted'; token: string; kind: string; call?: string; path: string }
  | { k: 'pii.resolved'; token: string; call: string; path: string }
  | { k: 'pii.blocked'; token: string; call: string; path: string; reason: string }
  | { k: 'log'; level: LogLevel; text: string; line?: number }
  | { k: 'presented'; title: string; ref: Ref }
  | { k: 'sample'; cpu: number; rss: number }
  | { k: 'limit.hit'; which: 'time' | 'memory' | 'calls' | 'output' | 'disk' }
  | {
      k: 'run.ended'
      status: RunStatus
      /** The text the model got, whole. */
      answerRef?: Ref
      /** The result value as JSON, tokens in place. */
      resultRef?: Ref
      error?: WireError & { line?: number; column?: number }
      bytesToModel: number
      tokensToModel: number
    }
)
export type RunEventKind = RunEvent['k']

/** How strongly the operating system confines the runners on this computer. */
export type SandboxLevel = 'kernel-enforced' | 'reduced' | 'none'
