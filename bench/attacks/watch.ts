import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/** What was seen of a process and its descendants while it ran. */
export interface Watched {
  baseRssBytes: number
  peakRssBytes: number
  descendants: Set<number>
  listened: boolean
}

function statusBytes(pid: number, field: string): number {
  try {
    return (
      Number(
        new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0,
      ) * 1024
    )
  } catch {
    return 0
  }
}

/** Processes with their parents, from /proc. */
function parents(): Map<number, number> {
  const found = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'latin1')
      found.set(Number(name), Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // gone meanwhile
    }
  }
  return found
}

function listeningInodes(): Set<string> {
  const inodes = new Set<string>()
  for (const table of ['tcp', 'tcp6']) {
    try {
      for (const line of readFileSync(`/proc/net/${table}`, 'latin1').split('\n').slice(1)) {
        const fields = line.trim().split(/\s+/)
        // 0A is TCP_LISTEN.
        if (fields[3] === '0A' && fields[9] !== undefined) inodes.add(fields[9])
      }
    } catch {
      // no such table
    }
  }
  return inodes
}

function ownsListener(pid: number): boolean {
  try {
    const inodes = listeningInodes()
    return readdirSync(`/proc/${pid}/fd`).some((name) => {
      const target = readlinkSync(`/proc/${pid}/fd/${name}`)
      return target.startsWith('socket:[') && inodes.has(target.slice(8, -1))
    })
  } catch {
    return false
  }
}

/** Follows a process every 10 ms until `stop`. */
export function watchProcess(pid: number): { stop(): Watched } {
  const watched: Watched = {
    baseRssBytes: statusBytes(pid, 'VmRSS'),
    peakRssBytes: 0,
    descendants: new Set(),
    listened: false,
  }
  let ticks = 0
  const look = (): void => {
    let bytes = Math.max(statusBytes(pid, 'VmHWM'), statusBytes(pid, 'VmRSS'))
    if (ticks++ % 20 === 0) {
      const family = parents()
      for (const [child, parent] of family)
        if (parent === pid || watched.descendants.has(parent)) watched.descendants.add(child)
      watched.listened ||= ownsListener(pid)
    }
    for (const child of watched.descendants) bytes += statusBytes(child, 'VmRSS')
    watched.peakRssBytes = Math.max(watched.peakRssBytes, bytes)
  }
  look()
  const timer = setInterval(look, 10)
  return {
    stop() {
      clearInterval(timer)
      look()
      return watched
    },
  }
}

/** Measures how late a timer of this process is at worst. */
export function watchEventLoop(): { stop(): number } {
  let last = performance.now()
  let worst = 0
  const timer = setInterval(() => {
    const now = performance.now()
    worst = Math.max(worst, now - last - 10)
    last = now
  }, 10)
  return {
    stop() {
      clearInterval(timer)
      return Math.max(worst, performance.now() - last - 10)
    },
  }
}

/** Open descriptors of this process. */
export function openDescriptors(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 0
  }
}

/** True while the process lives and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3) !== 'Z'
  } catch {
    return false
  }
}
