import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { callHost } from '../e2e/support/control.ts'
import { startAthena } from '../e2e/support/start-athena.ts'

interface Row {
  metric: string
  value: number
  unit: string
  target?: string
  pass?: boolean
}

const root = resolve(import.meta.dirname, '..')
const warmRuns = 200

/** Start-up of the headless shell and the round trip of an empty script, as a client sees them. */
export async function run({ log }: { data?: string; log: (line: string) => void }): Promise<Row[]> {
  const rows: Row[] = []
  log('starting the built host five times')
  const starts: number[] = []
  for (let index = 0; index < 5; index += 1) starts.push(await startToPage())
  rows.push({
    metric: 'npm start, installed and built, to a usable page (median of 5)',
    value: median(starts),
    unit: 'ms',
  })

  const athena = await startAthena()
  // A benchmark is no agent that runs away: its clients are not held to the usual rate.
  await callHost(athena.data, 'settings.set', { name: 'runs.perMinute', value: 1_000_000 })
  try {
    const stdio = new Client({ name: 'bench', version: '1.0.0' })
    await stdio.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [join(root, 'scripts/athena.mjs'), 'mcp'],
        env: { ...(process.env as Record<string, string>), ATHENA_DATA: athena.data },
      }),
    )
    rows.push(...(await roundTrips('stdio', stdio, log)))
    await stdio.close()

    const token = readFileSync(athena.mcp.tokenFile, 'utf8').trim()
    const http = new Client({ name: 'bench', version: '1.0.0' })
    await http.connect(
      new StreamableHTTPClientTransport(new URL(athena.mcp.url), {
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    )
    rows.push(...(await roundTrips('HTTP', http, log)))
    await http.close()
  } finally {
    await athena.stop()
  }
  return rows
}

/** Milliseconds from `npm start` to the page's first answer over HTTP. */
async function startToPage(): Promise<number> {
  const { mkdtempSync, rmSync } = await import('node:fs')
  const { tmpdir } = await import('node:os')
  const data = mkdtempSync(join(tmpdir(), 'athena-bench-'))
  const started = performance.now()
  const child = spawn('npm', ['start', '--silent'], {
    cwd: root,
    env: { ...process.env, ATHENA_DATA: data, DISPLAY: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  })
  const url = await new Promise<string>((found, failed) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const match = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(text)
      if (match) found(match[0])
    })
    child.on('exit', () => failed(new Error(`npm start ended early: ${text}`)))
  })
  const response = await fetch(new URL('/', url))
  await response.text()
  const elapsed = performance.now() - started
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
  await gone
  rmSync(data, { recursive: true, force: true })
  return elapsed
}

async function roundTrips(name: string, client: Client, log: (line: string) => void): Promise<Row[]> {
  log(`${warmRuns} empty scripts over ${name}`)
  const times: number[] = []
  const session = /session (\S+)/.exec(await call(client, 'return 1'))?.[1]
  for (let index = 0; index < warmRuns; index += 1) {
    const started = performance.now()
    await call(client, 'return 1', session)
    times.push(performance.now() - started)
    // A client thinks between two calls; without a pause this would measure how fast runners are refilled.
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return [
    { metric: `empty execute_code over ${name}, p50`, value: median(times), unit: 'ms' },
    { metric: `empty execute_code over ${name}, p95`, value: percentile(times, 0.95), unit: 'ms' },
  ]
}

async function call(client: Client, code: string, session?: string): Promise<string> {
  const result = await client.callTool({
    name: 'execute_code',
    arguments: session ? { code, session } : { code },
  })
  const [part] = result.content as { type: string; text?: string }[]
  if (result.isError) throw new Error(part?.text)
  return part?.text ?? ''
}

function median(values: number[]): number {
  return percentile(values, 0.5)
}

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100
}
