import type { SandboxOutcome } from '../../src-main/contract/sandbox.ts'
import { dataAllowance, type RunnerExit } from './runner.ts'

/** What is known about a runner that ended by itself. */
export interface Death {
  exit: RunnerExit
  memoryMb: number
  cpuMs: number
  /** Memory above its value when it was ready, bytes, at the last look. */
  grownBytes: number
  lastKnown: string | undefined
}

const outOfMemory = /out of memory|allocation failed|heap limit|bad_alloc|Cannot allocate|OOM/i

/** Names the end of a runner that did not answer. The exit code of a locked process says little, so its signal, its last words and its memory count. */
export function verdictOf(death: Death): SandboxOutcome {
  const { exit, memoryMb, lastKnown } = death
  const known = lastKnown === undefined ? {} : { lastKnown }
  if (exit.signal === 'SIGXCPU') return { status: 'timeout', which: 'cpu', limitMs: death.cpuMs, ...known }
  if (
    outOfMemory.test(exit.errors) ||
    (exit.signal !== 'SIGSYS' && death.grownBytes > dataAllowance(memoryMb) * 0.85)
  )
    return { status: 'oom', limitMb: memoryMb, ...known }
  if (exit.signal === 'SIGSYS')
    return {
      status: 'crashed',
      detail: 'The code made a system call that the sandbox forbids; the kernel ended the process.',
      ...known,
    }
  const how = exit.signal
    ? `by ${exit.signal}`
    : exit.code === null
      ? 'before it started'
      : `with code ${exit.code}`
  return { status: 'crashed', detail: `The sandbox process ended ${how}.`, ...known }
}

/** True for an error by which V8 says that no memory is left: the run broke its memory limit although the process lives. */
export function isMemoryError(name: string, message: string): boolean {
  return name === 'RangeError' && /allocation failed|Out of memory/i.test(message)
}
