import { closeSync, constants, openSync } from 'node:fs'
import type { Architecture } from './system-calls.ts'
import { architectureOf } from './system-calls.ts'

/** What we use of koffi, so that the runner can be handed the module by path. */
export interface Koffi {
  load(path: string | null): { func(prototype: string): (...values: unknown[]) => unknown }
  address(value: unknown): bigint
  errno(): number
}

/** One path a Landlock layer leaves open. */
export interface LandlockRule {
  path: string
  /** `file` is everything that can be done to one file, `all` everything that can be done in a folder. */
  access: 'read' | 'run' | 'folder' | 'file' | 'all'
}

/** Raw system calls that confine this process or another one. All return 0 or a value ≥ 0 on success, −errno on failure. */
export interface Kernel {
  architecture: Architecture
  noNewPrivileges(): number
  /** Highest Landlock ABI the kernel has; 0 when there is none. */
  landlockAbi(): number
  /** Confines the calling thread to the rules; no rule means no path at all, no TCP, no abstract sockets, no signals out. */
  landlock(rules: readonly LandlockRule[], options?: { tcp?: boolean }): number
  /** Installs a seccomp program on this thread, or with `allThreads` on all of the process (TSYNC). */
  seccomp(program: Buffer, allThreads: boolean): number
  /** Sets a resource limit of a process (0 = this one). Null leaves the hard limit as it is. */
  limit(pid: number, resource: keyof typeof resources, soft: number, hard: number | null): number
  /** Takes away ptrace and core dumps, and dies with the thread that started us. */
  bindToParent(): void
  /** Marks every descriptor from `first` on close-on-exec. */
  closeOnExec(first: number): number
  /** Two connected stream sockets, both close-on-exec. */
  socketPair(): [number, number] | undefined
  call(name: string, ...values: (number | bigint)[]): number
  callWithPath(name: string, path: string, ...values: number[]): number
}

/** RLIMIT_* numbers; the same on x64 and arm64. */
export const resources = { CPU: 0, FSIZE: 1, DATA: 2, CORE: 4, NPROC: 6, NOFILE: 7 } as const

const PR_SET_PDEATHSIG = 1
const PR_SET_DUMPABLE = 4
const PR_SET_NO_NEW_PRIVS = 38
const SIGKILL = 9
const O_PATH = 0o10000000
const O_CLOEXEC = 0o2000000
const CLOSE_RANGE_CLOEXEC = 4

/** LANDLOCK_ACCESS_FS_*: bits that exist by ABI version. */
const fileAccessBits = [0, 13, 14, 15, 15, 16]
const accessBits = {
  read: 0b100,
  run: 0b101,
  folder: 0b1101,
  file: 0b1100_0000_0000_0111,
  all: 0xffff,
} as const

/** Binds libc. Undefined where there is no Linux or the architecture is unknown. */
export function createKernel(koffi: Koffi, platform: string, arch: string): Kernel | undefined {
  const architecture = platform === 'linux' ? architectureOf(arch) : undefined
  if (!architecture) return undefined
  const libc = koffi.load(null)
  const numbersOnly = libc.func('long syscall(long n, long a, long b, long c, long d, long e, long f)')
  const pointerFirst = libc.func('long syscall(long n, void *a, long b, long c, long d, long e, long f)')
  const pointerSecond = libc.func('long syscall(long n, long a, void *b, long c, long d, long e, long f)')
  const pointerThird = libc.func('long syscall(long n, long a, long b, void *c, long d, long e, long f)')
  const pointerFourth = libc.func('long syscall(long n, long a, long b, long c, void *d, long e, long f)')
  const prctl = libc.func('int prctl(int option, ulong a, ulong b, ulong c, ulong d)')
  const number = (name: string): number => {
    const found = architecture.numbers[name]
    if (found === undefined) throw new Error(`no system call ${name} on ${arch}`)
    return found
  }
  const outcome = (value: unknown): number => {
    const result = Number(value)
    return result < 0 ? -koffi.errno() : result
  }
  const call: Kernel['call'] = (name, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0) =>
    outcome(numbersOnly(number(name), a, b, c, d, e, f))

  function landlockAbi(): number {
    const abi = call('landlock_create_ruleset', 0, 0, 1)
    return abi < 1 ? 0 : abi
  }

  function landlock(rules: readonly LandlockRule[], { tcp = false }: { tcp?: boolean } = {}): number {
    const abi = landlockAbi()
    if (abi < 1) return -38
    const handled = (1n << BigInt(fileAccessBits[Math.min(abi, 5)] ?? 16)) - 1n
    const attributes = Buffer.alloc(abi >= 6 ? 24 : abi >= 4 ? 16 : 8)
    attributes.writeBigUInt64LE(handled, 0)
    if (abi >= 4 && !tcp) attributes.writeBigUInt64LE(3n, 8)
    if (abi >= 6) attributes.writeBigUInt64LE(3n, 16)
    const ruleset = outcome(
      pointerFirst(number('landlock_create_ruleset'), attributes, attributes.length, 0, 0, 0, 0),
    )
    if (ruleset < 0) return ruleset
    try {
      for (const rule of rules) {
        let descriptor: number
        try {
          descriptor = openSync(rule.path, O_PATH | O_CLOEXEC | constants.O_RDONLY)
        } catch {
          continue // a library folder that this distribution does not have
        }
        const entry = Buffer.alloc(12)
        entry.writeBigUInt64LE(BigInt(accessBits[rule.access]) & handled, 0)
        entry.writeInt32LE(descriptor, 8)
        const added = outcome(pointerThird(number('landlock_add_rule'), ruleset, 1, entry, 0, 0, 0))
        closeSync(descriptor)
        if (added < 0) return added
      }
      return call('landlock_restrict_self', ruleset, 0)
    } finally {
      try {
        closeSync(ruleset)
      } catch {
        // already confined: the descriptor goes with the process
      }
    }
  }

  return {
    architecture,
    noNewPrivileges: () => (Number(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) === 0 ? 0 : -koffi.errno()),
    landlockAbi,
    landlock,
    seccomp(program, allThreads) {
      const header = Buffer.alloc(16)
      header.writeUInt16LE(program.length / 8, 0)
      header.writeBigUInt64LE(koffi.address(program), 8)
      return outcome(pointerThird(number('seccomp'), 1, allThreads ? 1 : 0, header, 0, 0, 0))
    },
    limit(pid, resource, soft, hard) {
      const value = Buffer.alloc(16)
      if (hard === null) {
        const read = outcome(pointerFourth(number('prlimit64'), pid, resources[resource], 0, value, 0, 0))
        if (read < 0) return read
      } else value.writeBigUInt64LE(BigInt(Math.round(hard)), 8)
      value.writeBigUInt64LE(BigInt(Math.round(soft)), 0)
      return outcome(pointerThird(number('prlimit64'), pid, resources[resource], value, 0, 0, 0))
    },
    bindToParent() {
      prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
      prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    },
    closeOnExec: (first) => call('close_range', first, 0xffffffff, CLOSE_RANGE_CLOEXEC),
    socketPair() {
      const pair = Buffer.alloc(8)
      // AF_UNIX 1, SOCK_STREAM 1, SOCK_CLOEXEC
      const made = outcome(pointerFourth(number('socketpair'), 1, 1 | O_CLOEXEC, 0, pair, 0, 0))
      return made < 0 ? undefined : [pair.readInt32LE(0), pair.readInt32LE(4)]
    },
    call,
    callWithPath(name, path, ...values) {
      const text = Buffer.from(`${path}\0`)
      const [a = 0, b = 0, c = 0] = values
      return name === 'execve'
        ? outcome(pointerFirst(number(name), text, 0, 0, 0, 0, 0))
        : outcome(pointerSecond(number(name), a, text, b, c, 0, 0))
    },
  }
}
