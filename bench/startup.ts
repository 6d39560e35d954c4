import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startAthena, type Athena } from '../e2e/support/start-athena.ts'
import type { BenchRow } from '../scripts/run-bench.ts'

/** Seconds from the last run until the host is at rest and measured; the host goes to rest after two minutes. */
const settleSeconds = Number(process.env.ATHENA_SETTLE_SECONDS ?? 130)
/** Seconds over which the processor time at rest is taken; with the settling, `ATHENA_IDLE_SECONDS=170` makes five minutes. */
const idleSeconds = Number(process.env.ATHENA_IDLE_SECONDS ?? 60)
const starts = 5
const manyRunners = 10
const runnerScript = 'runner.cjs'
const megabyte = 1024 * 1024

/**
 * Start of the built headless host and what it uses at rest: time to the printed address and to the first answered run
 * (median of five); then memory in proportion (PSS) and processor time of the whole process tree while nobody uses it, by
 * process, with the usual two warm runners and with ten. Linux only: PSS is read from /proc.
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
  const rows = [
    row('time to the printed address, median', median(ready), 'ms'),
    row('time to the first answered run, median', median(firstRun), 'ms'),
  ]
  const athena = await startAthena()
  try {
    await athena.cli(['exec', '-', '--json'], { input: 'return 1' })
    rows.push(row('memory right after a run, PSS', sum(usage(athena.pid)), 'MB'))
    log(`settling for ${settleSeconds} s, then idle for ${idleSeconds} s …`)
    await sleep(settleSeconds * 1000)
    const before = usage(athena.pid)
    await sleep(idleSeconds * 1000)
    const after = usage(athena.pid)
    const cpu = (cpuSeconds(after) - cpuSeconds(before)) / idleSeconds
    const total = sum(after)
    const { clients } = await hostInfo(athena)
    rows.push(
      {
        ...row('memory at rest, PSS of the process tree', total, 'MB'),
        target: '<= 300',
        pass: total <= 300,
      },
      ...byName(after).map(([name, value]) => row(`  of these ${name}`, value, 'MB')),
      {
        ...row('processor at rest', Math.max(0, cpu) * 100, '%'),
        target: '<= 0.5',
        pass: cpu <= 0.005,
      },
      row('processes at rest', after.length, ''),
      row('clients at rest', clients.length, ''),
    )
    rows.push(...packageRows(log))
    await warmRunners(athena, manyRunners)
    rows.push(row(`memory at rest with ${manyRunners} warm runners, PSS`, sum(usage(athena.pid)), 'MB'))
    return rows
  } finally {
    await athena.stop()
  }
}

/** What `npm run package -- --check` measured. */
function packageRows(log: (line: string) => void): BenchRow[] {
  const text = read(join(import.meta.dirname, '..', 'out', 'package-size.json'))
  if (text === '') {
    log('the size of a package is measured by `npm run package -- --check`')
    return []
  }
  const { packageMb } = JSON.parse(text) as { packageMb: number }
  return [{ ...row('size of a package', packageMb, 'MB'), target: '<= 250', pass: packageMb <= 250 }]
}

interface Info {
  clients: unknown[]
}

async function hostInfo(athena: Athena): Promise<Info> {
  const { openControl } = await import('../src-main/shell-common/control-client.ts')
  const control = await openControl(athena.data, 1000)
  try {
    return (await control?.client.call('host.info', {})) as Info
  } finally {
    control?.close()
  }
}

/** Asks for that many runners and waits until all are ready. */
async function warmRunners(athena: Athena, count: number): Promise<void> {
  const { openControl } = await import('../src-main/shell-common/control-client.ts')
  const control = await openControl(athena.data, 1000)
  try {
    await control?.client.call('settings.set', { name: 'sandbox.poolSize', value: count })
    // The host is told of runners while runs go on only; at rest their processes are counted.
    for (let second = 0; second < 60; second++) {
      if (usage(athena.pid).filter(({ name }) => name === runnerScript).length >= count) return
      await sleep(1000)
    }
    throw new Error(`There are no ${count} warm runners after a minute.`)
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

interface Usage {
  name: string
  pss: number
  cpuSeconds: number
}

/** Memory (MB) and processor time of a process and everything below it. */
function usage(pid: number): Usage[] {
  const ticks = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100
  return [pid, ...below(pid)].map((one) => {
    const memory = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${one}/smaps_rollup`))
    // After the name in parentheses: state is field 3, user and system time are fields 14 and 15.
    const fields = read(`/proc/${one}/stat`)
      .replace(/^.*\) /s, '')
      .split(' ')
    return {
      name: nameOf(read(`/proc/${one}/cmdline`)),
      pss: (Number(memory?.[1] ?? 0) * 1024) / megabyte,
      cpuSeconds: (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / ticks,
    }
  })
}

/** A process by the script it runs, or its program. */
function nameOf(commandLine: string): string {
  const parts = commandLine.split('\0')
  return basename(parts.find((part) => /\.c?js$/.test(part)) ?? parts[0] ?? '')
}

function byName(list: Usage[]): [string, number][] {
  const groups = Map.groupBy(list, (entry) => entry.name)
  return [...groups].map(([name, entries]) => [`${name} × ${entries.length}`, sum(entries)])
}

function sum(list: Usage[]): number {
  return list.reduce((total, entry) => total + entry.pss, 0)
}

function cpuSeconds(list: Usage[]): number {
  return list.reduce((total, entry) => total + entry.cpuSeconds, 0)
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
