import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** One line of a benchmark's result. `target` is a bound such as `<= 50`, `pass` whether it was met. */
export interface BenchRow {
  metric: string
  value: number
  unit: string
  target?: string
  pass?: boolean
}

/** What `bench/NAME.ts` exports. */
export interface BenchModule {
  run: (options: { data?: string; log: (line: string) => void }) => Promise<BenchRow[]>
}

const { values, positionals } = parseArgs({
  options: { data: { type: 'string' }, json: { type: 'string' } },
  allowPositionals: true,
})
const name = positionals[0] ?? ''
const caller = process.env.INIT_CWD ?? process.cwd()
const module = (await import(`../bench/${name}.ts`)) as BenchModule
const loadBefore = loadavg()[0] ?? 0
const rows = await module.run({
  ...(values.data === undefined ? {} : { data: resolve(caller, values.data) }),
  log: (line) => process.stderr.write(`${line}\n`),
})
const report = {
  name,
  machine: {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    /** One-minute load before and after. */
    load: [loadBefore, loadavg()[0] ?? 0],
    memory: totalmem(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  },
  rows,
}
const width = Math.max(6, ...rows.map((row) => row.metric.length))
process.stdout.write(
  `${name} on ${report.machine.cores} cores, load ${loadBefore.toFixed(1)}, Node ${process.version}\n`,
)
for (const row of rows) {
  const number =
    Number.isInteger(row.value) || Math.abs(row.value) >= 1000
      ? String(Math.round(row.value))
      : row.value.toPrecision(4)
  const mark = row.pass === undefined ? '' : row.pass ? ' ok' : ' MISSED'
  process.stdout.write(
    `${row.metric.padEnd(width)}  ${number.padStart(12)} ${row.unit.padEnd(8)}${row.target === undefined ? '' : ` target ${row.target}`}${mark}\n`,
  )
}
if (values.json !== undefined)
  writeFileSync(resolve(caller, values.json), `${JSON.stringify(report, null, 2)}\n`)
process.exit(0)
