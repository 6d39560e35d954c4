import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/**
 * Process ids below `root`, found through /proc (Linux). A child that made a session of its own is not in the group of its
 * parent, so a signal to the group alone would leave it behind. Empty on other systems.
 */
export function descendants(root: number): number[] {
  if (process.platform !== 'linux') return []
  const children = new Map<number, number[]>()
  let entries: string[]
  try {
    entries = readdirSync('/proc')
  } catch {
    return []
  }
  for (const entry of entries) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      // The second field is the program's name in brackets and may itself contain blanks and brackets.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      const list = children.get(parent)
      if (list) list.push(Number(entry))
      else children.set(parent, [Number(entry)])
    } catch {
      // The process ended between the two reads.
    }
  }
  const found: number[] = []
  const queue = [root]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const child of children.get(next) ?? []) {
      found.push(child)
      queue.push(child)
    }
  }
  return found
}

/** Sends a signal to a process group and to the processes named; those that are gone are skipped. */
export function signalTree(leader: number, others: readonly number[], signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    try {
      execFileSync('taskkill', ['/pid', String(leader), '/T', ...(signal === 'SIGKILL' ? ['/F'] : [])], {
        stdio: 'ignore',
      })
    } catch {
      // Already gone.
    }
    return
  }
  send(-leader, signal)
  for (const pid of others) send(pid, signal)
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // ESRCH: already gone; EPERM: not ours any more.
  }
}
