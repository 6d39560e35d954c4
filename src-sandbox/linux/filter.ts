import type { Architecture } from './system-calls.ts'

/** Classic BPF as the kernel's seccomp takes it (linux/filter.h, linux/seccomp.h). */
const load = 0x20
const jumpEqual = 0x15
const jumpGreaterOrEqual = 0x35
const jumpSet = 0x45
const and = 0x54
const giveBack = 0x06

export const allowAction = 0x7fff0000
export const killAction = 0x80000000
/** Fails the call with this errno. */
export const errnoAction = (errno: number): number => 0x00050000 | errno
const EPERM = 1
const ENOSYS = 38

/** A condition on the low 32 bits of one argument; any match allows the call. */
export type Condition = { argument: number; mask?: number } & ({ equals: number } | { clear: number })

export interface FilterPlan {
  allow: readonly string[]
  when: Readonly<Record<string, readonly Condition[]>>
  kill: readonly string[]
  /** Calls that answer with an errno of their own. */
  errno?: Readonly<Record<string, number>>
  otherwise: number
}

function instruction(code: number, jumpTrue: number, jumpFalse: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes[2] = jumpTrue
  bytes[3] = jumpFalse
  bytes.writeUInt32LE(value >>> 0, 4)
  return bytes
}

/** The program for a plan. Wrong architecture and x32 numbers kill. Names that the architecture lacks are left out. */
export function buildFilter(architecture: Architecture, plan: FilterPlan): Buffer {
  const { numbers } = architecture
  const out: Uint8Array[] = [
    instruction(load, 0, 0, 4),
    instruction(jumpEqual, 1, 0, architecture.audit),
    instruction(giveBack, 0, 0, killAction),
    instruction(load, 0, 0, 0),
  ]
  if (architecture.hasX32)
    out.push(instruction(jumpGreaterOrEqual, 0, 1, 0x40000000), instruction(giveBack, 0, 0, killAction))
  const answer = (name: string, action: number): void => {
    const number = numbers[name]
    if (number !== undefined)
      out.push(instruction(jumpEqual, 0, 1, number), instruction(giveBack, 0, 0, action))
  }
  for (const name of plan.allow) answer(name, allowAction)
  for (const [name, conditions] of Object.entries(plan.when)) {
    const number = numbers[name]
    if (number === undefined) continue
    const body: Uint8Array[] = []
    for (const condition of conditions) {
      body.push(instruction(load, 0, 0, 16 + 8 * condition.argument))
      if (condition.mask !== undefined) body.push(instruction(and, 0, 0, condition.mask))
      if ('equals' in condition) body.push(instruction(jumpEqual, 0, 1, condition.equals))
      else body.push(instruction(jumpSet, 1, 0, condition.clear))
      body.push(instruction(giveBack, 0, 0, allowAction))
    }
    body.push(instruction(giveBack, 0, 0, plan.otherwise))
    out.push(instruction(jumpEqual, 0, body.length, number), ...body)
  }
  for (const name of plan.kill) answer(name, killAction)
  for (const [name, errno] of Object.entries(plan.errno ?? {})) answer(name, errnoAction(errno))
  out.push(instruction(giveBack, 0, 0, plan.otherwise))
  return Buffer.concat(out)
}

/** What V8 and libc use after the lock-down, found by running a heavy battery under `strace` and by leaving calls out. */
const runnerAllow = [
  'futex',
  'read',
  'write',
  'munmap',
  'madvise',
  'mremap',
  'brk',
  'clock_gettime',
  'clock_nanosleep',
  'gettimeofday',
  'nanosleep',
  'getrusage',
  'rt_sigprocmask',
  'rt_sigreturn',
  'sigaltstack',
  'sched_yield',
  'getrandom',
  'getpid',
  'gettid',
  'restart_syscall',
  'exit',
  'exit_group',
  'membarrier',
  'sched_getaffinity',
  'sched_getparam',
  'sched_getscheduler',
  'rseq',
  'epoll_wait',
  'epoll_pwait',
] as const

/** Calls that no runner makes by accident: the process dies, which leaves a trace (SIGSYS) in the record. */
const runnerKill = [
  'execve',
  'execveat',
  'fork',
  'vfork',
  'ptrace',
  'process_vm_readv',
  'process_vm_writev',
  'io_uring_setup',
  'io_uring_enter',
  'io_uring_register',
  'bpf',
  'userfaultfd',
  'perf_event_open',
  'keyctl',
  'add_key',
  'mount',
  'unshare',
  'setns',
  'pidfd_open',
  'pidfd_getfd',
  'open_by_handle_at',
  'init_module',
  'finit_module',
  'kexec_load',
  'socket',
  'connect',
] as const

const PROT_EXEC = 4
const PR_SET_NAME = 15
const PR_SET_VMA = 0x53564d41

/** The allow-list of a locked runner. `strict` also forbids executable memory (needs `--jitless`). */
export function runnerPlan(pid: number, strict: boolean): FilterPlan {
  return {
    allow: runnerAllow,
    when: {
      // MAP_SHARED 1, MAP_PRIVATE 2, MAP_ANONYMOUS 0x20: private and anonymous only, so no file and no shared memory is mapped.
      mmap: [{ argument: 3, mask: 0x23, equals: 0x22 }],
      mprotect: [{ argument: 2, clear: strict ? PROT_EXEC : 0x01000000 }],
      prctl: [
        { argument: 0, equals: PR_SET_NAME },
        { argument: 0, equals: PR_SET_VMA },
      ],
      tgkill: [{ argument: 0, equals: pid }],
    },
    kill: runnerKill,
    otherwise: errnoAction(EPERM),
  }
}

/** The small deny-list of the spawner thread: what Node needs to boot stays, what only an attacker needs goes. */
export function spawnerPlan(): FilterPlan {
  return {
    allow: [],
    when: {},
    kill: [],
    errno: {
      io_uring_setup: ENOSYS,
      io_uring_enter: EPERM,
      io_uring_register: EPERM,
      ptrace: EPERM,
      process_vm_readv: EPERM,
      process_vm_writev: EPERM,
      bpf: EPERM,
      userfaultfd: EPERM,
      perf_event_open: EPERM,
      keyctl: EPERM,
      add_key: EPERM,
      mount: EPERM,
      unshare: EPERM,
      setns: EPERM,
      pidfd_getfd: EPERM,
      open_by_handle_at: EPERM,
      init_module: EPERM,
      finit_module: EPERM,
      kexec_load: EPERM,
    },
    otherwise: allowAction,
  }
}
