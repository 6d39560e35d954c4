import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { startAthena } from '../e2e/support/start-athena.ts'
import type { BenchRow } from '../scripts/run-bench.ts'

/** Seconds of idling that are measured; `ATHENA_IDLE_SECONDS=300` for the full five minutes. */
const idleSeconds = Number(process.env.ATHENA_IDLE_SECONDS ?? 60)
const starts = 5

/**
 * Start of the built headless host and what it uses at rest: time to the printed address and to the first answered run
 * (median of five), then processor time and proportional memory (PSS) of the whole process tree while nobody uses it.
 * Linux only: PSS is read from /proc.
 */
export async function run({ log }: { log: (line: string) => void }): Promise<BenchRow[]> {
  const ready: number[] = []
  const firstRun: number[] = []
  for (let round = 0; round < starts; round++) {
    const began = performance.now()
    const athena = await startAthena()
    ready.push(performance.now() - began)
    await athena.cli(['exec', '-', '--json'], { input: 'return 1' })
    firstRun.push(performance.now() - began)
    await athena.stop()
    log(`start ${round + 1} of ${starts}: ${Math.round(ready.at(-1) ?? 0)} ms`)
  }
  const athena = await startAthena()
  try {
    await athena.cli(['exec', '-', '--json'], { input: 'return 1' })
    log(`idle for ${idleSeconds} s …`)
    // What is loaded for a run is put away after a while; only then is the host at rest.
    await sleep(Math.min(30, idleSeconds / 2) * 1000)
    const before = usage(athena.pid)
    await sleep(idleSeconds * 1000)
    const after = usage(athena.pid)
    const seconds = (after.cpuSeconds - before.cpuSeconds) / idleSeconds
    const { clients, warm } = (await hostInfo(athena)) as { clients: unknown[]; warm: number }
    return [
      row('time to the printed address, median', median(ready), 'ms'),
      row('time to the first answered run, median', median(firstRun), 'ms'),
      {
        ...row('memory at rest, PSS of the process tree', after.pssBytes / 1024 / 1024, 'MB'),
        target: '<= 300',
        pass: after.pssBytes <= 300 * 1024 * 1024,
      },
      {
        ...row('processor at rest', Math.max(0, seconds) * 100, '%'),
        target: '<= 0.5',
        pass: seconds <= 0.005,
      },
      row('processes at rest', after.processes, ''),
      row('warm runners at rest', warm, ''),
      row('clients at rest', clients.length, ''),
    ]
  } finally {
    await athena.stop()
  }
}

async function hostInfo(athena: Awaited<ReturnType<typeof startAthena>>): Promise<unknown> {
  const { openControl } = await import('../src-main/shell-common/control-client.ts')
  const control = await openControl(athena.data, 1000)
  try {
    return await control?.client.call('host.info', {})
  } finally {
    control?.close()
  }
}

function row(metric: string, value: number, unit: string): BenchRow {
  return { metric, value: Math.round(value * 100) / 100, unit }
}

function median(list: number[]): number {
  return list.toSorted((first, second) => first - second)[Math.floor(list.length / 2)] ?? 0
}

/** Memory and processor time of a process and everything below it. */
function usage(pid: number): { pssBytes: number; cpuSeconds: number; processes: number } {
  const ticks = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100
  let pssBytes = 0
  let cpuSeconds = 0
  const pids = [pid, ...below(pid)]
  for (const one of pids) {
    const memory = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${one}/smaps_rollup`))
    pssBytes += Number(memory?.[1] ?? 0) * 1024
    // After the name in parentheses: state is field 3, user and system time are fields 14 and 15.
    const fields = read(`/proc/${one}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')
    cpuSeconds += (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticks
  }
  return { pssBytes, cpuSeconds, processes: pids.length }
}

function below(pid: number): number[] {
  const table = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).stdout
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const walk = (parent: number): number[] =>
    rows.filter((entry) => entry[1] === parent).flatMap(([child = 0]) => [child, ...walk(child)])
  return walk(pid)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
