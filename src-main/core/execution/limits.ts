import type { RunLimits } from '../../contract/events.ts'

/** Default limits of a run (design: execution, section 4). */
export const defaultLimits: RunLimits = {
  cpuMs: 5_000,
  wallMs: 300_000,
  memoryMb: 100,
  concurrentCalls: 8,
  maxCalls: 1_000,
  callMs: 30_000,
  resultBytes: 10 * 1024 * 1024,
  logBytes: 1024 * 1024,
}

/** Largest code accepted, bytes of UTF-8. */
export const maxCodeBytes = 100 * 1024
/** Characters of an answer that the model sees; the rest is in the workspace. */
export const maxAnswerCharacters = 20_000
/** Most runs waiting for a runner. */
export const queueDepth = 100
/** An MCP call hands back `running` and the execution id after this many milliseconds: hosts cut calls at 60 s. */
export const handBackMs = 45_000

/** Default limits with the wall-clock limit a caller asked for, kept in its range (100 ms – 30 min). */
export function limitsFor(timeoutMs: number | undefined): RunLimits {
  if (timeoutMs === undefined || !Number.isFinite(timeoutMs)) return defaultLimits
  const wallMs = Math.min(Math.max(Math.round(timeoutMs), 100), 30 * 60_000)
  return { ...defaultLimits, wallMs, cpuMs: Math.min(defaultLimits.cpuMs, wallMs) }
}
