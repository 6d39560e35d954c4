import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { callHost } from '../e2e/support/control.ts'
import { root, startAthena } from '../e2e/support/start-athena.ts'

interface Row {
  metric: string
  value: number
  unit: string
  target?: string
  pass?: boolean
}

/** Executions; `ATHENA_SOAK=10000` for the long one. */
const total = Number(process.env.ATHENA_SOAK ?? 600)
const clients = 8
/** One execution in twenty is a bomb; each is cut off after this many milliseconds of its own time. */
const bombEvery = 20
const bombMs = 300
/** Executions after which nothing may grow any more. */
const mark = Math.max(50, Math.floor(total / 10))
/** Growth above the level of the first executions that still counts as the same level: what V8 keeps between two collections. */
const sameLevel = 1.15
/** Each with the statuses it may end in: on a busy machine the short time can pass before the memory is full. */
const bombs: readonly [code: string, ...statuses: string[]][] = [
  ['for (;;);', 'timeout'],
  ['const a: Uint8Array[] = []\nfor (;;) a.push(new Uint8Array(1 << 20).fill(7))', 'oom', 'timeout'],
  ["throw new Error('x')", 'error'],
  ['const x = (((', 'rejected'],
  ['await new Promise(() => {})', 'timeout'],
  ['const f = (): never => f()\nf()', 'error', 'timeout'],
  ["for (;;) console.log('x'.repeat(1000))", 'timeout'],
]

interface Levels {
  rssMb: number
  supervisorMb: number
  descriptors: number
  processes: number
  files: number
}

/**
 * Many executions through the real host from eight MCP clients over HTTP, each with a tool call of a real server, one in twenty a bomb. What
 * the host and its supervisor hold at the end is compared with what they held after the first tenth, and the record is read back: every
 * execution must be there once, with one end.
 */
export async function run({ log }: { data?: string; log: (line: string) => void }): Promise<Row[]> {
  const temporary = mkdtempSync(join(tmpdir(), 'athena-soak-'))
  const folder = join(temporary, 'files')
  const scratch = join(temporary, 'tmp')
  for (const made of [folder, scratch]) mkdirSync(made)
  writeFileSync(join(folder, 'note.txt'), 'A note.\n'.repeat(20))
  const athena = await startAthena({ env: { TMPDIR: scratch } })
  const unexpected: string[] = []
  const samples: Levels[] = []
  let begun = 0
  let ended = 0
  let early: Levels | undefined
  const started = performance.now()
  try {
    // The rate is for agents that run away; what is soaked here is everything behind it.
    await callHost(athena.data, 'settings.set', { name: 'runs.perMinute', value: 1_000_000 })
    const server = join(root, 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js')
    await athena.cli(['server', 'add', 'files', '--trusted', '--', process.execPath, server, folder])
    const code = `import { readTextFile } from './servers/files'
const { content } = await readTextFile({ path: ${JSON.stringify(join(folder, 'note.txt'))} }) as { content: string }
state.runs = (state.runs ?? 0) + 1`
    const work = async (): Promise<void> => {
      const client = await connect(athena.mcp.url, athena.mcp.token)
      let session: string | undefined
      while (begun < total) {
        const number = ++begun
        const bomb = number % bombEvery === 0 ? bombs[(number / bombEvery) % bombs.length] : undefined
        const answer = await client.callTool({
          name: 'execute_code',
          arguments: bomb
            ? { code: bomb[0], timeoutMs: bombMs }
            : {
                code: `${code}\nreturn { number: ${number}, length: content.length }`,
                ...(session ? { session } : {}),
              },
        })
        const [first] = answer.content as { text: string }[]
        const text = first?.text ?? ''
        session = /session (s_\w+)/.exec(text)?.[1] ?? session
        if (
          !(bomb ?? ['', 'ok']).slice(1).some((status) => text.startsWith(`${status} ·`)) ||
          (!bomb && !text.includes(`"number":${number},`))
        )
          unexpected.push(`${number}: ${text.slice(0, 300)}`)
        ended += 1
        if (ended % Math.max(1, Math.floor(mark / 10)) === 0) samples.push(levels(athena.pid, scratch))
        if (ended === mark) early = typical(samples.slice(-5))
        if (ended % mark === 0)
          log(
            `${ended} of ${total}, ${Math.round((performance.now() - started) / 1000)} s, ${describe(samples.at(-1))}`,
          )
      }
      await client.close()
    }
    await Promise.all(Array.from({ length: clients }, work))
    const seconds = (performance.now() - started) / 1000
    // Runners of the last burst are given up, sockets of the clients closed.
    await new Promise((resolve) => setTimeout(resolve, 15_000))
    const late = typical([levels(athena.pid, scratch)])
    log(`after the first ${mark}: ${describe(early)}; at the end, at rest: ${describe(late)}`)
    for (const line of unexpected.slice(0, 5)) log(`unexpected: ${line}`)
    const record = readRecord(athena.data)
    const first = early ?? late
    return [
      exactly('executions answered', ended, total),
      exactly('answers that were not the expected one', unexpected.length, 0),
      exactly('executions in the record', record.runs, total),
      exactly('executions with other than one end in the record', record.oddEnds, 0),
      exactly('executions left unfinished', record.unfinished, 0),
      { metric: 'executions a second', value: seconds > 0 ? total / seconds : 0, unit: '/s' },
      sameAs('memory of the host', late.rssMb, first.rssMb, 'MB'),
      sameAs('memory of the supervisor', late.supervisorMb, first.supervisorMb, 'MB'),
      atMost('descriptors of host and supervisor', late.descriptors, first.descriptors),
      atMost('processes', late.processes, first.processes),
      atMost('temporary files', late.files, first.files),
    ]
  } finally {
    await athena.stop()
    rmSync(temporary, { recursive: true, force: true })
  }
}

async function connect(url: string, token: string): Promise<Client> {
  const client = new Client({ name: 'soak', version: '1' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { authorization: `Bearer ${token}` } },
    }),
  )
  return client
}

/** The host's process and everything below it. */
function family(pid: number): number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${name}/status`))?.[1] ?? 0)
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)])
  }
  const found = [pid]
  for (const one of found) found.push(...(parents.get(one) ?? []))
  return found
}

function levels(host: number, scratch: string): Levels {
  const all = family(host)
  const supervisor = all.find((pid) => read(`/proc/${pid}/cmdline`).includes('supervisor.js')) ?? 0
  return {
    rssMb: resident(host),
    supervisorMb: resident(supervisor),
    descriptors: descriptors(host) + descriptors(supervisor),
    processes: all.length,
    files: readdirSync(scratch, { recursive: true }).length,
  }
}

/** The middle of each level. */
function typical(samples: readonly Levels[]): Levels {
  const middle = (pick: (one: Levels) => number): number =>
    samples.map(pick).toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? 0
  return {
    rssMb: middle((one) => one.rssMb),
    supervisorMb: middle((one) => one.supervisorMb),
    descriptors: middle((one) => one.descriptors),
    processes: middle((one) => one.processes),
    files: middle((one) => one.files),
  }
}

function describe(one: Levels | undefined): string {
  if (!one) return 'nothing measured'
  return `host ${one.rssMb.toFixed(0)} MB, supervisor ${one.supervisorMb.toFixed(0)} MB, ${one.descriptors} descriptors, ${one.processes} processes, ${one.files} temporary files`
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    // It ended in between.
    return ''
  }
}

function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024
}

function descriptors(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return 0
  }
}

function readRecord(data: string): { runs: number; oddEnds: number; unfinished: number } {
  const database = new Database(join(data, 'athena.db'), { readonly: true })
  try {
    const count = (sql: string): number => (database.prepare<[], { n: number }>(sql).get() ?? { n: -1 }).n
    return {
      runs: count(`SELECT count(*) AS n FROM runs WHERE client = 'soak'`),
      oddEnds: count(`SELECT count(*) AS n FROM runs WHERE client = 'soak' AND 1 <>
        (SELECT count(*) FROM events WHERE run = runs.id AND json_extract(event, '$.k') = 'run.ended')`),
      unfinished: count(`SELECT count(*) AS n FROM runs WHERE status IN ('queued', 'running', 'waiting')`),
    }
  } finally {
    database.close()
  }
}

function exactly(metric: string, value: number, wanted: number): Row {
  return { metric, value, unit: '', target: `= ${wanted}`, pass: value === wanted }
}

function atMost(metric: string, value: number, limit: number): Row {
  return { metric: `${metric} at the end`, value, unit: '', target: `<= ${limit}`, pass: value <= limit }
}

function sameAs(metric: string, value: number, first: number, unit: string): Row {
  const limit = first * sameLevel
  return {
    metric: `${metric} at the end, at rest`,
    value,
    unit,
    target: `<= ${limit.toFixed(0)} (${first.toFixed(0)} after the first ${mark})`,
    pass: value <= limit,
  }
}
