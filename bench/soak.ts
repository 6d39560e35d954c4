import { readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { startSandbox } from '../src-sandbox/testing/sandbox-under-test.ts'
import type { Row } from './sandbox.ts'

/** Executions; `ATHENA_SOAK=10000` for the long one (about an hour on two cores). */
const total = Number(process.env.ATHENA_SOAK ?? 600)
const clients = 8
const bombs = [
  'for (;;);',
  'const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(7))',
  "throw new Error('x')",
  '(((',
  'await new Promise(() => {})',
]

function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024
}
const descriptors = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length
function processes(): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length
}
const leftovers = (): number =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('athena-selftest-')).length

/** Runs many executions from eight clients, one in twenty a bomb, and compares the supervisor's memory and descriptors at the end with an early mark. */
export async function run({ log }: { data?: string; log: (line: string) => void }): Promise<Row[]> {
  const sandbox = await startSandbox({}, { poolSize: 2, poolMax: 8 })
  const pid = sandbox.port.pid ?? 0
  const temporary = leftovers()
  let begun = 0
  let ended = 0
  let wrong = 0
  let early: { rss: number; descriptors: number; processes: number } | undefined
  const mark = Math.max(50, Math.floor(total / 10))
  async function client(): Promise<void> {
    while (begun < total) {
      const number = ++begun
      const bomb = number % 20 === 0 ? bombs[(number / 20) % bombs.length] : undefined
      const result = await sandbox.run({
        source: bomb ?? `const r = await callMCPTool('a/b', { n: ${number} }); return r`,
        limits: { cpuMs: 1000 },
        answer: (call) => call.args,
      })
      ended++
      const value =
        result.outcome.status === 'ok' ? JSON.stringify(result.outcome.value.json) : result.outcome.status
      if (bomb === undefined ? value !== `{"n":${number}}` : value === 'ok') wrong++
      if (ended === mark)
        early = { rss: resident(pid), descriptors: descriptors(pid), processes: processes() }
      if (ended % 200 === 0)
        log(
          `${ended} of ${total}, supervisor ${resident(pid).toFixed(0)} MB, ${descriptors(pid)} descriptors`,
        )
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: clients }, client))
  const seconds = (performance.now() - start) / 1000
  await new Promise((resolve) => setTimeout(resolve, 6000))
  const late = { rss: resident(pid), descriptors: descriptors(pid) }
  await sandbox.close()
  const growth = late.rss - (early?.rss ?? 0)
  return [
    { metric: 'executions', value: ended, unit: '', target: `= ${total}`, pass: ended === total },
    { metric: 'wrong or lost answers', value: wrong, unit: '', target: '= 0', pass: wrong === 0 },
    { metric: 'executions a second', value: ended / seconds, unit: '/s' },
    {
      metric: `supervisor memory against the first ${mark}`,
      value: growth,
      unit: 'MB',
      target: '<= 30',
      pass: growth <= 30,
    },
    {
      metric: `supervisor descriptors against the first ${mark}`,
      value: late.descriptors - (early?.descriptors ?? 0),
      unit: '',
      target: '<= 5',
      pass: late.descriptors - (early?.descriptors ?? 0) <= 5,
    },
    {
      metric: 'temporary folders left',
      value: leftovers() - temporary,
      unit: '',
      target: '= 0',
      pass: leftovers() - temporary <= 0,
    },
  ]
}
