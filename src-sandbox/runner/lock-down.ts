import type { LockReport } from '../frames.ts'
import { buildFilter, runnerPlan } from '../linux/filter.ts'
import type { Kernel } from '../linux/kernel.ts'

/** What the supervisor asks of a runner at start. The switches exist for tests of the self-test; agents cannot reach them. */
export interface LockOptions {
  /** No just-in-time compiler: executable memory is refused too. */
  strict: boolean
  without: readonly ('seccomp' | 'landlock')[]
}

/** First half, before the warm-up: no new privileges, and no path, port or process outside. */
export function lockPaths(
  kernel: Kernel | undefined,
  options: LockOptions,
): { noNewPrivileges: boolean; landlock: number; detail: string } {
  if (!kernel)
    return {
      noNewPrivileges: false,
      landlock: 0,
      detail: `no lock-down for ${process.platform} on ${process.arch} yet`,
    }
  const noNewPrivileges = kernel.noNewPrivileges() === 0
  if (options.without.includes('landlock'))
    return { noNewPrivileges, landlock: 0, detail: 'Landlock switched off' }
  const abi = kernel.landlockAbi()
  if (abi < 1) return { noNewPrivileges, landlock: 0, detail: 'the kernel has no Landlock' }
  const result = kernel.landlock([])
  return result === 0
    ? { noNewPrivileges, landlock: abi, detail: '' }
    : { noNewPrivileges, landlock: 0, detail: `Landlock refused (errno ${-result})` }
}

/** Second half, after the warm-up: limits, no dumps, death with the parent, and the system-call filter on every thread. */
export function lockCalls(
  kernel: Kernel | undefined,
  options: LockOptions,
  pid: number,
): { limits: boolean; seccomp: boolean; detail: string } {
  if (!kernel) return { limits: false, seccomp: false, detail: '' }
  const limits = [
    kernel.limit(0, 'CORE', 0, 0),
    kernel.limit(0, 'FSIZE', 0, 0),
    kernel.limit(0, 'NPROC', 0, 0),
    kernel.limit(0, 'NOFILE', 0, 0),
  ].every((result) => result === 0)
  kernel.bindToParent()
  if (options.without.includes('seccomp')) return { limits, seccomp: false, detail: 'seccomp switched off' }
  const program = buildFilter(kernel.architecture, runnerPlan(pid, options.strict))
  const result = kernel.seccomp(program, true)
  return { limits, seccomp: result === 0, detail: result === 0 ? '' : `seccomp refused (${result})` }
}

/** Puts the two halves together as the supervisor wants to hear it. */
export function lockReport(
  paths: ReturnType<typeof lockPaths>,
  calls: ReturnType<typeof lockCalls>,
  permissions: boolean,
): LockReport {
  return {
    noNewPrivileges: paths.noNewPrivileges,
    landlock: paths.landlock,
    seccomp: calls.seccomp,
    limits: calls.limits,
    permissions,
    detail: [paths.detail, calls.detail].filter((part) => part !== '').join('; '),
  }
}
