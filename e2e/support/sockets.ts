import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process and everything it started. Linux. */
export function processTree(pid: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      // The name in brackets may hold anything; the parent is the second field after it.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended meanwhile.
    }
  }
  const tree = [pid]
  for (const one of tree) for (const [child, parent] of parents) if (parent === one) tree.push(child)
  return tree
}

/** Internet sockets of processes as the kernel lists them, `PROTOCOL LOCAL REMOTE` in its own hexadecimal form. Linux. */
export function socketsOf(pids: readonly number[]): string[] {
  const inodes = new Set<string>()
  for (const pid of pids) {
    try {
      for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
        const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1]
        if (inode !== undefined) inodes.add(inode)
      }
    } catch {
      // It ended meanwhile.
    }
  }
  return ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'raw6'].flatMap((protocol) =>
    readFileSync(`/proc/net/${protocol}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => inodes.has(fields[9] ?? ''))
      .map((fields) => `${protocol} ${fields[1]} ${fields[2]}`),
  )
}

/** True for a socket that listens on, or is connected within, this computer's loopback address. */
export function isLoopback(socket: string): boolean {
  const [, local = '', remote = ''] = socket.split(' ')
  return isHere(local) && (isHere(remote) || /^(?:0{8}|0{32}):/.test(remote))
}

/** 127.0.0.0/8 as the kernel writes it (the last byte first), the same mapped into IPv6, or ::1. */
function isHere(address: string): boolean {
  const host = address.split(':')[0] ?? ''
  return /^(?:0{16}FFFF0000)?[0-9A-F]{6}7F$/.test(host) || host === '00000000000000000000000001000000'
}
