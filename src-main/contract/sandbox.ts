import type { Json } from './json.ts'
import type { LogLevel, Problem, RunLimits, SandboxLevel } from './events.ts'

/**
 * Messages between the host core and the sandbox supervisor (plain JSON over the process port). A run is named by
 * the host; identity, session and grants stay in the host and are never read from what a runner sends.
 */

/** A module the code may import, resolved by the host before the run. */
export type SandboxModule =
  /** A server: each export calls one tool. `positional` names the parameters that may be given by position. */
  | { kind: 'server'; exports: Record<string, { tool: string; positional?: string[] }> }
  /** A skill: TypeScript that goes through the same gate. Its own imports are keys of the same table. */
  | { kind: 'code'; source: string }
  /** `fs`, `fs/promises`: the virtual tree. */
  | { kind: 'fs' }

/** What the code left behind: JSON by documented rules, and what had to be converted. */
export interface SandboxValue {
  json: Json
  /** The code returned `undefined` (or nothing). */
  undefined?: boolean
  /** Conversions made, such as `$.when: Date written as ISO string`. */
  notes: string[]
}

/** An error thrown by the code; the stack names the agent's own lines only. */
export interface SandboxError {
  name: string
  message: string
  stack: string
  line?: number
  column?: number
  /** Set when a ToolError was thrown on or a tool result was being read. */
  tool?: string
}

export type SandboxOutcome =
  | { status: 'ok'; value: SandboxValue; state: string | null }
  | { status: 'error'; error: SandboxError; state: string | null }
  | { status: 'rejected'; problems: Problem[] }
  | { status: 'timeout'; which: 'cpu' | 'wall'; limitMs: number; lastKnown?: string }
  | { status: 'oom'; limitMb: number; lastKnown?: string }
  | { status: 'crashed'; detail: string; lastKnown?: string }
  | { status: 'stopped'; reason: string }

/** Where the time of a run went, in milliseconds, and what the runner used. */
export interface SandboxMetrics {
  compileMs: number
  /** Waiting for a runner. */
  waitMs: number
  /** From the run frame to the outcome. */
  runMs: number
  cpuMs: number
  peakRssBytes: number
  /** From the decision to kill to the exit of the process, if it was killed before it answered. */
  killMs?: number
}

/** One self-test probe: what was tried, and who refused it. */
export interface SandboxProbe {
  id: string
  title: string
  refused: boolean
  detail: string
}

export interface SandboxStatus {
  level: SandboxLevel
  /** Why the level is not `kernel-enforced`, in plain words. */
  reason?: string
  layers: { name: string; active: boolean; detail: string }[]
  probes: SandboxProbe[]
  warm: number
  busy: number
  /** Supervisor's Node version. */
  node: string
  exits: Record<string, number>
  /** Medians of the last 100, milliseconds. */
  timings: { warmUpMs: number; waitMs: number; runMs: number; killMs: number }
  runners: {
    pid: number
    run?: string
    state: 'starting' | 'warm' | 'busy'
    rssBytes: number
    cpuMs: number
  }[]
}

export interface SandboxOptions {
  /** Warm runners at rest. */
  poolSize: number
  /** Most runners at once. */
  poolMax: number
  /** No just-in-time compiler, no executable memory. */
  strict: boolean
  /** Memory limits to keep warm runners for, megabytes. */
  memoryMb: number
  /** Lowest level the user has accepted on this computer; `kernel-enforced` when absent. Runs below it are rejected. */
  accept?: SandboxLevel
}

/** Host → supervisor. */
export type ToSupervisor =
  | { t: 'configure'; options: SandboxOptions }
  | {
      t: 'run'
      run: string
      /** The agent's text, as it came (code fences and the like already removed by the check). */
      source: string
      modules: Record<string, SandboxModule>
      limits: RunLimits
      /** The session's variables in the guest's own codec, or null for a new session. */
      state: string | null
    }
  | { t: 'result'; run: string; id: number; ok: true; value: Json | undefined }
  | {
      t: 'result'
      run: string
      id: number
      ok: false
      error: { name: string; code: string; message: string; tool?: string; content?: Json }
    }
  | { t: 'stop'; run: string; reason: string }
  | { t: 'status'; id: number }
  | { t: 'selftest'; id: number }
  | { t: 'shutdown' }

/**
 * Supervisor → host. A `call` is a tool call (`server/tool`) or one of the host's own services under `athena/`:
 * `athena/fs` ({op, path, …}), `athena/search_tools`, `athena/present`, `athena/emit`, `athena/pii`.
 */
export type FromSupervisor =
  | { t: 'ready'; status: SandboxStatus }
  | { t: 'status'; id: number; status: SandboxStatus }
  | { t: 'compiled'; run: string; ms: number }
  | { t: 'started'; run: string; pid: number; waitMs: number }
  | { t: 'call'; run: string; id: number; tool: string; args: Json; line?: number }
  | { t: 'log'; run: string; level: LogLevel; text: string; line?: number }
  | { t: 'sample'; run: string; cpu: number; rss: number }
  | { t: 'done'; run: string; outcome: SandboxOutcome; metrics: SandboxMetrics }
  | { t: 'samples'; status: SandboxStatus }

/** Largest frame between supervisor and runner, bytes; more is treated as hostile. */
export const maxRunnerFrameBytes = 16 * 1024 * 1024
