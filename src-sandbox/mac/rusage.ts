import type { Koffi } from '../linux/kernel.ts'

/** What macOS tells about a process. */
export interface Rusage {
  rssBytes: number
  cpuMs: number
}

/** Bytes of `struct rusage_info_v0` (sys/resource.h). */
const structBytes = 96

/**
 * Reads `struct rusage_info_v0`: 16 bytes of identity, then user time, system time, two counts of wake-ups, page-ins, wired,
 * resident and footprint, 64 bits each. Times are in units of the machine's clock: `unitNs` nanoseconds each.
 */
export function parseRusage(bytes: Buffer, unitNs: number): Rusage {
  const units = Number(bytes.readBigUInt64LE(16)) + Number(bytes.readBigUInt64LE(24))
  return { rssBytes: Number(bytes.readBigUInt64LE(72)), cpuMs: (units * unitNs) / 1e6 }
}

/** Nanoseconds of one unit of `mach_absolute_time`: 1 on Intel, 125/3 on Apple silicon. */
export const unitOf = (arch: string): number => (arch === 'arm64' ? 125 / 3 : 1)

/** A reader of other processes of the same user, or undefined on other systems. */
export function createRusageReader(
  koffi: Koffi,
  platform: string,
  arch: string,
): ((pid: number) => Rusage | undefined) | undefined {
  if (platform !== 'darwin') return undefined
  const read = koffi
    .load('/usr/lib/libSystem.B.dylib')
    .func('int proc_pid_rusage(int pid, int flavor, void *info)')
  return (pid) => {
    const bytes = Buffer.alloc(structBytes)
    return Number(read(pid, 0, bytes)) === 0 ? parseRusage(bytes, unitOf(arch)) : undefined
  }
}
