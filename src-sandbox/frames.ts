import type { Json } from '../src-main/contract/json.ts'
import type { LogLevel } from '../src-main/contract/events.ts'

/**
 * The channel between supervisor and runner: u32 little-endian length, then that many bytes of UTF-8 JSON. One frame is one message.
 */

/** JavaScript of one module after the gate, and where each printed position came from. */
export interface Compiled {
  /** Exactly one function declaration. */
  code: string
  /** For each printed line: flat triples of printed column (0-based), own line (1-based), own column (1-based). */
  lines: number[][]
}

/** A server export: the tool it calls and the parameters that may be given by position. */
export type ServerExports = Record<string, { tool: string; positional?: string[] }>

export type RunnerModule =
  | { kind: 'server'; exports: ServerExports }
  | { kind: 'code'; compiled: Compiled }
  | { kind: 'fs' }

/** What a runner is given, once. */
export interface RunFrame {
  t: 'run'
  main: Compiled
  modules: Record<string, RunnerModule>
  state: string | null
  /** 32 random bytes, hexadecimal: the key of the realm's own random generator. */
  seed: string
  resultBytes: number
  logBytes: number
}

export interface ResultError {
  name: string
  code: string
  message: string
  tool?: string
  content?: Json
}

export type ToRunner =
  | RunFrame
  /** `at`: milliseconds since the run began, monotonic; the realm's timers keep to it when the wall clock jumps. */
  | { t: 'result'; id: number; ok: true; value: Json | undefined; at: number }
  | { t: 'result'; id: number; ok: false; error: ResultError; at: number }
  | { t: 'fire'; at: number }
  /** Self-test: one forbidden act, tried by raw system calls after the lock-down. */
  | { t: 'probe'; probe: ProbeName; path: string; pid: number }

export type ProbeName = 'read' | 'kill' | 'memory' | 'socket' | 'exec'

/** How the lock-down went, told by the runner before it sees code. */
export interface LockReport {
  noNewPrivileges: boolean
  /** Landlock ABI version, 0 when the kernel has none. */
  landlock: number
  seccomp: boolean
  limits: boolean
  permissions: boolean
  /** macOS: the deny-all profile is in force. */
  seatbelt?: boolean
  /** What is missing, in plain words. */
  detail: string
}

export type FromRunner =
  | { t: 'ready'; lock: LockReport }
  | { t: 'call'; id: number; tool: string; args: Json; line?: number }
  | { t: 'log'; level: LogLevel; text: string; line?: number }
  /** The next timer is due in `ms` milliseconds; negative when there is none. */
  | { t: 'wake'; ms: number; line?: number }
  /** About to wait for a frame; `n` frames were read so far. */
  | { t: 'blocked'; n: number }
  | { t: 'state'; text: string }
  | { t: 'done'; ok: true; json: string; notes: string[]; undefined?: boolean }
  | { t: 'done'; ok: false; error: RunnerError }
  | { t: 'probed'; refused: boolean; detail: string }

export interface RunnerError {
  name: string
  message: string
  stack: string
  line?: number
  column?: number
  tool?: string
}

/** File name of the agent's own code in stacks. */
export const agentFile = 'agent.ts'
/** Prefix of the file names of modules in stacks; the key in the module table follows. */
export const modulePrefix = 'module:'

/** Bytes that a log line counts beside its text: each is an event in the record. */
export const logLineCost = 100

/** Deepest nesting of arrays and objects accepted from a runner. */
export const maxDepth = 512
