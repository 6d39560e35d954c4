import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { root, startAthena } from '../e2e/support/start-athena.ts'

interface Row {
  metric: string
  value: number
  unit: string
  target?: string
  pass?: boolean
}

const clients = 8
const bombShare = 0.05
/** Executions; `ATHENA_SOAK` sets another number for a shorter look. */
const total = Number(process.env['ATHENA_SOAK'] ?? 10_000)

const bombs = [
  { code: 'for (;;) {}', status: 'timeout' },
  { code: 'const all = []\nfor (;;) all.push(new Array(1e6).fill(1))', status: 'oom' },
  { code: 'return await new Promise(() => {})', status: 'timeout' },
  { code: `throw new Error('as asked')`, status: 'error' },
]

/** Many executions from several clients, some of them bombs: what is lost, and what stays behind. */
export async function run({ log }: { data?: string; log: (line: string) => void }): Promise<Row[]> {
  const athena = await startAthena()
  const wrong: string[] = []
  const seen = new Map<string, number>()
  let done = 0
  let warm: Levels | undefined
  const started = performance.now()
  try {
    const connected = await Promise.all(Array.from({ length: clients }, () => connect(athena.data)))
    const work = async (client: Client, index: number): Promise<void> => {
      for (let number = index; number < total; number += clients) {
        const bomb =
          number % Math.round(1 / bombShare) === 7 ? bombs[Math.floor(number / 20) % bombs.length] : undefined
        const code = bomb?.code ?? `state.n = ${number}\nreturn state.n`
        const result = await client.callTool(
          { name: 'execute_code', arguments: { code, timeoutMs: 1_000 } },
          { timeout: 120_000 },
        )
        const text = (result.content as { text: string }[])[0]?.text ?? ''
        const id = /execution (\S+)/.exec(text)?.[1] ?? `none for ${number}`
        seen.set(id, (seen.get(id) ?? 0) + 1)
        const expected = bomb ? bomb.status : 'ok'
        if (!text.startsWith(expected) || (!bomb && text.split('\n')[1] !== String(number)))
          wrong.push(`${number}: ${text.slice(0, 120)}`)
        done += 1
        if (done % 500 === 0) log(`${done} of ${total}`)
        if (done === Math.min(1_000, Math.floor(total / 10))) warm = levels(athena.pid)
      }
    }
    await Promise.all(connected.map(work))
    await new Promise((resolve) => setTimeout(resolve, 3_000))
    const end = levels(athena.pid)
    await Promise.all(connected.map((client) => client.close()))
    for (const line of wrong.slice(0, 10)) log(`wrong: ${line}`)
    const before = warm ?? end
    return [
      { metric: 'executions', value: done, unit: '' },
      {
        metric: 'executions a second',
        value: Math.round((done / (performance.now() - started)) * 100_000) / 100,
        unit: '1/s',
      },
      {
        metric: 'wrong or lost answers',
        value: wrong.length,
        unit: '',
        target: '0',
        pass: wrong.length === 0,
      },
      {
        metric: 'answered twice',
        value: [...seen.values()].filter((count) => count > 1).length,
        unit: '',
        target: '0',
        pass: [...seen.values()].every((count) => count === 1),
      },
      { metric: 'host memory after the first tenth', value: before.rssMb, unit: 'MB' },
      {
        metric: 'host memory at the end',
        value: end.rssMb,
        unit: 'MB',
        target: '≤ 1.3 × the first tenth',
        pass: end.rssMb <= before.rssMb * 1.3,
      },
      { metric: 'host descriptors, first tenth', value: before.descriptors, unit: '' },
      {
        metric: 'host descriptors, end',
        value: end.descriptors,
        unit: '',
        target: 'no more than 5 above',
        pass: end.descriptors <= before.descriptors + 5,
      },
      { metric: 'processes, first tenth', value: before.processes, unit: '' },
      {
        metric: 'processes, end',
        value: end.processes,
        unit: '',
        target: 'no more',
        pass: end.processes <= before.processes,
      },
    ]
  } finally {
    await athena.stop()
  }
}

async function connect(data: string): Promise<Client> {
  const client = new Client({ name: 'soak', version: '1' })
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(root, 'scripts/athena.mjs'), 'mcp'],
      env: { ...(process.env as Record<string, string>), ATHENA_DATA: data },
    }),
  )
  return client
}

interface Levels {
  rssMb: number
  descriptors: number
  processes: number
}

/** Memory and descriptors of the host, and all processes below it (Linux). */
function levels(pid: number): Levels {
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0'
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]))
    } catch {
      // The process ended while we looked.
    }
  }
  const isBelow = (child: number): boolean => {
    for (let at = parents.get(child); at !== undefined && at > 1; at = parents.get(at))
      if (at === pid) return true
    return false
  }
  return {
    rssMb: Math.round(Number(rss) / 1024),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    processes: [...parents.keys()].filter(isBelow).length,
  }
}
