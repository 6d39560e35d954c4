import type { Kernel } from '../linux/kernel.ts'
import type { Seatbelt } from '../mac/seatbelt.ts'
import type { ProbeName } from '../frames.ts'

/**
 * Tries one forbidden act by raw system calls, past Node and the realm, so that only the kernel can refuse it. A call on the
 * kill list ends the process instead of answering; the supervisor counts that as refused.
 */
export function probe(
  kernel: Kernel | undefined,
  seatbelt: Seatbelt | undefined,
  name: ProbeName,
  path: string,
  pid: number,
): { refused: boolean; detail: string } {
  const judge = (result: number): { refused: boolean; detail: string } =>
    result < 0
      ? { refused: true, detail: `errno ${-result}` }
      : { refused: false, detail: `succeeded with ${result}` }
  if (seatbelt) return judge(seatbelt.attempt(name, path, pid))
  if (!kernel) return { refused: false, detail: 'no kernel lock-down on this system' }
  switch (name) {
    case 'read':
      // AT_FDCWD
      return judge(kernel.callWithPath('openat', path, -100, 0, 0))
    case 'kill':
      return judge(kernel.call('kill', pid, 0))
    case 'memory':
      // 300 MB, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS
      return judge(kernel.call('mmap', 0, 300 * 1024 * 1024, 3, 0x22, -1, 0))
    case 'socket':
      // AF_INET, SOCK_STREAM
      return judge(kernel.call('socket', 2, 1, 0))
    case 'exec':
      return judge(kernel.callWithPath('execve', path))
  }
}
