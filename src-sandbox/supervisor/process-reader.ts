import { readFileSync } from 'node:fs'

/** What the kernel tells about a process. */
export interface ProcessSample {
  rssBytes: number
  /** Processor time used, milliseconds. */
  cpuMs: number
}

const pageBytes = 4096
/** USER_HZ: fixed at 100 in the kernel's interface to user space. */
const ticksPerSecond = 100

/** Memory and processor time of a process, or undefined when it is gone or the system has no /proc. */
export function sampleProcess(pid: number): ProcessSample | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name in parentheses may hold spaces; fields are counted after it. See proc(5).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return {
      rssBytes: Number(fields[21]) * pageBytes,
      cpuMs: ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond,
    }
  } catch {
    return undefined
  }
}

/** Fields of /proc/pid/status that the supervisor checks. Sizes in bytes. */
export function readStatus(
  pid: number,
): { dataBytes: number; peakRssBytes: number; seccomp: number; noNewPrivileges: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'latin1')
    const field = (name: string): number =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
    return {
      dataBytes: field('VmData') * 1024,
      peakRssBytes: field('VmHWM') * 1024,
      seccomp: field('Seccomp'),
      noNewPrivileges: field('NoNewPrivs'),
    }
  } catch {
    return undefined
  }
}
