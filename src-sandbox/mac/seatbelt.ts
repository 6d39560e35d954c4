import type { ProbeName } from '../frames.ts'
import type { Koffi } from '../linux/kernel.ts'

/**
 * The profile of a locked runner, in the language of `sandbox_init`: deny everything, then nothing is allowed back. What is open
 * stays usable (the channel, mapped libraries); the rest needs names, sockets, files or processes and is refused.
 */
export const runnerProfile =
  '(version 1)\n(deny default)\n(deny signal)\n(deny process*)\n(deny network*)\n(deny file*)\n(deny mach*)\n(deny sysctl*)\n(deny system*)\n'

/** Raw calls on macOS. Untested until a Mac has run the self-test; the level says what it found. */
export interface Seatbelt {
  /** Confines all threads of the process for good. 0, or a negative number. */
  lock(): number
  /** Tries one forbidden act; negative when refused. */
  attempt(name: ProbeName, path: string, pid: number): number
}

/** Binds libSystem. Undefined on other systems. */
export function createSeatbelt(koffi: Koffi, platform: string): Seatbelt | undefined {
  if (platform !== 'darwin') return undefined
  const system = koffi.load('/usr/lib/libSystem.B.dylib')
  const sandboxInit = system.func('int sandbox_init(const char *profile, uint64_t flags, void *error)')
  const open = system.func('int open(const char *path, int flags)')
  const kill = system.func('int kill(int pid, int signal)')
  const socket = system.func('int socket(int domain, int type, int protocol)')
  const execute = system.func('int execv(const char *path, void *arguments)')
  const map = system.func(
    'intptr_t mmap(void *address, size_t length, int protection, int flags, int descriptor, int64_t offset)',
  )
  const outcome = (value: unknown): number => {
    const result = Number(value)
    return result < 0 ? -koffi.errno() : result
  }
  return {
    lock: () => outcome(sandboxInit(runnerProfile, 0, Buffer.alloc(8))),
    attempt(name, path, pid) {
      switch (name) {
        case 'read':
          return outcome(open(path, 0))
        case 'kill':
          return outcome(kill(pid, 0))
        case 'memory':
          // PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANON
          return outcome(map(null, 300 * 1024 * 1024, 3, 0x1002, -1, 0))
        case 'socket':
          // AF_INET, SOCK_STREAM
          return outcome(socket(2, 1, 0))
        case 'exec':
          return outcome(execute(path, Buffer.alloc(8)))
      }
    },
  }
}
