import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Json } from '../src-main/contract/json.ts'
import { measurePeer, peerNames, repeats, tasks } from './peers/engines.ts'
import type { Task } from './peers/engines.ts'
import { startSandbox } from '../src-sandbox/testing/sandbox-under-test.ts'
import type { SandboxUnderTest } from '../src-sandbox/testing/sandbox-under-test.ts'

/** One line of the result. */
export interface Row {
  metric: string
  value: number
  unit: string
  target?: string
  pass?: boolean
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
}

function atMost(metric: string, value: number, unit: string, limit?: number): Row {
  return limit === undefined
    ? { metric, value, unit }
    : { metric, value, unit, target: `<= ${limit}`, pass: value <= limit }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Memory of a process that is its own or shared in proportion, megabytes. */
function proportionalMb(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

async function untilWarm(sandbox: SandboxUnderTest, count: number): Promise<void> {
  for (let i = 0; i < 400; i++) {
    const status = await sandbox.ask('status')
    if (status.warm >= count) return
    await pause(25)
  }
  throw new Error('the pool did not fill')
}

/** Whole life of `node -e 0`, milliseconds: what a new process would cost. */
function freshNode(): Promise<number> {
  return new Promise((resolve) => {
    const begun = performance.now()
    spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }).on('exit', () =>
      resolve(performance.now() - begun),
    )
  })
}

/**
 * Measures the sandbox through its real launcher; medians and 95th percentiles. Takes about a minute. With `--data FOLDER`, peers that are
 * installed there (see bench/peers/engines.ts) do the same work in the same run.
 */
export async function run({ data, log }: { data?: string; log: (line: string) => void }): Promise<Row[]> {
  const rows: Row[] = []
  const sandbox = await startSandbox({}, { poolSize: 2, poolMax: 10 })
  log(`sandbox level: ${sandbox.status.level}`)
  try {
    await untilWarm(sandbox, 2)
    const idle = (await sandbox.ask('status')).runners.filter((runner) => runner.state === 'warm')
    rows.push(
      atMost(
        'idle runner, proportional memory',
        quantile(
          idle.map((runner) => proportionalMb(runner.pid)),
          0.5,
        ),
        'MB',
      ),
    )

    const whole: number[] = []
    const compile: number[] = []
    const ready: number[] = []
    const long: number[] = []
    for (let i = 0; i < 40; i++) {
      await untilWarm(sandbox, 2)
      const result = await sandbox.run('return 1')
      whole.push(result.ms)
      compile.push(result.metrics.compileMs)
      ready.push(result.metrics.runMs)
    }
    rows.push(
      atMost('empty run on a ready runner, median', quantile(ready, 0.5), 'ms', 2),
      atMost('empty run on a ready runner, p95', quantile(ready, 0.95), 'ms'),
    )
    rows.push(
      atMost('empty run from the host: gate, pool, run, answer, median', quantile(whole, 0.5), 'ms', 5),
      atMost('empty run from the host, p95', quantile(whole, 0.95), 'ms'),
    )
    rows.push(atMost('compile gate, one line, median', quantile(compile, 0.5), 'ms'))
    for (let i = 0; i < 15; i++) {
      await untilWarm(sandbox, 2)
      const lines = Array.from(
        { length: 50 },
        (_, n) => `const v${n}: { a: number; b?: string } = { a: ${n + i} } // line ${n}`,
      )
      const result = await sandbox.run(`${lines.join('\n')}\nreturn v49.a`)
      long.push(result.ms)
    }
    rows.push(atMost('new script of 50 lines, median', quantile(long, 0.5), 'ms', 60))
    rows.push(
      atMost('spawn to ready and locked, median', (await sandbox.ask('status')).timings.warmUpMs, 'ms'),
    )

    const trips = await one(
      sandbox,
      "const out: number[] = []; for (let i = 0; i < 500; i++) { const t = Date.now(); await callMCPTool('a/b', { i }); out.push(Date.now() - t) } const t = Date.now(); for (let i = 0; i < 400; i++) await callMCPTool('a/b', { i }); return (Date.now() - t) / 400",
      () => null,
    )
    rows.push(atMost('tool round trip seen by the code, mean of 400', trips, 'ms'))
    const megabyte = 'x'.repeat(1_000_000)
    rows.push(
      atMost(
        'call with 1 MB argument and 1 MB result, mean of 10',
        await one(
          sandbox,
          "const x = 'x'.repeat(1e6); const t = Date.now(); for (let i = 0; i < 10; i++) await callMCPTool('a/b', { x }); return (Date.now() - t) / 10",
          () => megabyte,
        ),
        'ms',
      ),
    )
    rows.push(
      atMost(
        '100,000,000 additions',
        await one(
          sandbox,
          'const t = Date.now(); let s = 0; for (let i = 0; i < 1e8; i++) s += i; return Date.now() - t',
        ),
        'ms',
      ),
    )
    rows.push(
      atMost(
        '100,000 records: JSON there and back, sort',
        await one(
          sandbox,
          "const t = Date.now(); const a = Array.from({ length: 100000 }, (_, i) => ({ id: i, k: 'key' + ((i * 7919) % 100003) })); JSON.parse(JSON.stringify(a)).sort((x: any, y: any) => (x.k < y.k ? -1 : 1)); return Date.now() - t",
        ),
        'ms',
      ),
    )

    const kills: number[] = []
    const late: number[] = []
    for (let i = 0; i < 8; i++) {
      await untilWarm(sandbox, 1)
      const { metrics } = await sandbox.run({ source: 'for (;;);', limits: { cpuMs: 500 } })
      kills.push(metrics.killMs ?? 0)
      late.push(metrics.runMs + (metrics.killMs ?? 0) - 500)
    }
    rows.push(
      atMost('SIGKILL to exit, median', quantile(kills, 0.5), 'ms'),
      atMost('end of a busy loop after its deadline, worst of 8', Math.max(...late), 'ms', 60),
    )

    for (const count of [4, 10]) {
      await untilWarm(sandbox, 2)
      await pause(1000)
      const begun = performance.now()
      await Promise.all(Array.from({ length: count }, () => sandbox.run('return 1')))
      rows.push(atMost(`${count} empty runs at once, until the last`, performance.now() - begun, 'ms'))
    }
    const nodes: number[] = []
    for (let i = 0; i < 5; i++) nodes.push(await freshNode())
    const fresh = quantile(nodes, 0.5)
    rows.push(atMost('for comparison: node -e 0, whole life, median', fresh, 'ms'))
    rows.push({
      metric: 'a fresh node takes this many empty runs',
      value: fresh / quantile(ready, 0.5),
      unit: 'x',
    })
    rows.push(...(await comparePeers(sandbox, data, log)))
  } finally {
    await sandbox.close()
  }
  return rows
}

/** The same three tasks in a warm runner of ours and in each peer: time as the host sees it, a fresh guest each time. Peers that are absent are told. */
async function comparePeers(
  sandbox: SandboxUnderTest,
  folder: string | undefined,
  log: (line: string) => void,
): Promise<Row[]> {
  const rows: Row[] = []
  const add = (task: string, name: string, times: readonly number[]): void =>
    void rows.push({
      metric: `${task} in ${name}, median of ${times.length}`,
      value: quantile(times, 0.5),
      unit: 'ms',
    })
  for (const task of Object.keys(tasks) as Task[]) {
    const times: number[] = []
    for (let i = 0; i < repeats[task]; i++) {
      // Waiting for a warm runner is not part of a run.
      await untilWarm(sandbox, 1)
      const { ms, outcome } = await sandbox.run({
        source: `return ${tasks[task]}`,
        limits: { cpuMs: 60_000, wallMs: 60_000 },
      })
      if (outcome.status !== 'ok') throw new Error(`${task} ended as ${outcome.status}`)
      times.push(ms)
    }
    add(task, 'Athena', times)
  }
  for (const name of peerNames) {
    if (folder === undefined) {
      log(`${name} is not compared: no folder with it (--data FOLDER)`)
      continue
    }
    try {
      const found = await measurePeer(name, folder)
      for (const task of Object.keys(tasks))
        if (found.has(task)) add(task, name, found.get(task) ?? [])
        else log(`${name} did not finish "${task}" in its time`)
    } catch (error) {
      log(`${name} is not compared: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return rows
}

/** Runs code that measures itself; the median of three. */
async function one(sandbox: SandboxUnderTest, source: string, answer?: () => Json): Promise<number> {
  const values: number[] = []
  for (let i = 0; i < 3; i++) {
    await untilWarm(sandbox, 1)
    const { outcome } = await sandbox.run({ source, ...(answer ? { answer } : {}) })
    if (outcome.status !== 'ok')
      throw new Error(`a measured run ended as ${JSON.stringify(outcome).slice(0, 300)}`)
    values.push(Number(outcome.value.json))
  }
  return quantile(values, 0.5)
}
