import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { callHost } from '../e2e/support/control.ts'
import { root, startAthena } from '../e2e/support/start-athena.ts'

interface Row {
  metric: string
  value: number
  unit: string
  target?: string
  pass?: boolean
}

const counts = [1, 3, 10, 30]
const rounds = 15
/** A short turn of a hosted model, milliseconds: what each call costs a client that has no code to make it from. */
const turnMs = 500

/**
 * What N tool calls take as N calls by a client, and as one `execute_code` that makes them. Two baselines: the filesystem server reached
 * directly, and reached through Athena's `call_tool`, which gives the same protection and record as code. The client here does not
 * think between two calls; the last row of each N says what a model's turns add.
 */
export async function run({ log }: { data?: string; log: (line: string) => void }): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'athena-latency-'))
  for (let index = 0; index < 30; index += 1)
    writeFileSync(join(folder, `note-${index}.txt`), `note ${index}\n`.repeat(200))
  const server = join(root, 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js')
  const athena = await startAthena()
  // A benchmark is no agent that runs away: its clients are not held to the usual rate.
  await callHost(athena.data, 'settings.set', { name: 'runs.perMinute', value: 1_000_000 })
  const rows: Row[] = []
  try {
    await athena.cli(['server', 'add', 'files', '--trusted', '--', process.execPath, server, folder])
    const direct = new Client({ name: 'direct', version: '1' })
    await direct.connect(
      new StdioClientTransport({ command: process.execPath, args: [server, folder], stderr: 'ignore' }),
    )
    const through = new Client({ name: 'bench', version: '1' })
    await through.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [join(root, 'scripts/athena.mjs'), 'mcp'],
        env: { ...(process.env as Record<string, string>), ATHENA_DATA: athena.data },
      }),
    )
    const paths = Array.from({ length: 30 }, (_, index) => join(folder, `note-${index}.txt`))
    for (const count of counts) {
      log(`${count} ${count === 1 ? 'call' : 'calls'}, ${rounds} rounds`)
      const code = `import { readTextFile } from './servers/files'
const files = await Promise.all(${JSON.stringify(paths.slice(0, count))}.map((path) => readTextFile({ path })))
return files.length`
      const times = { direct: [] as number[], callTool: [] as number[], code: [] as number[] }
      for (let round = 0; round < rounds; round += 1) {
        times.direct.push(
          await time(async () => {
            for (const path of paths.slice(0, count))
              await direct.callTool({ name: 'read_text_file', arguments: { path } })
          }),
        )
        times.callTool.push(
          await time(async () => {
            for (const path of paths.slice(0, count)) {
              await through.callTool({
                name: 'call_tool',
                arguments: { tool: 'files/read_text_file', arguments: { path } },
              })
            }
          }),
        )
        times.code.push(await time(() => through.callTool({ name: 'execute_code', arguments: { code } })))
        // Runners are refilled between two runs, as they are while a model thinks.
        await new Promise((resolve) => setTimeout(resolve, 200))
      }
      const ratio = round2(median(times.callTool) / median(times.code))
      rows.push(
        { metric: `${count} calls straight to the server`, value: median(times.direct), unit: 'ms' },
        { metric: `${count} calls by call_tool`, value: median(times.callTool), unit: 'ms' },
        { metric: `one execute_code with ${count}`, value: median(times.code), unit: 'ms' },
        {
          metric: `call_tool ÷ execute_code, N = ${count}`,
          value: ratio,
          unit: '×',
          ...(count >= 3 ? { target: '≥ 2', pass: ratio >= 2 } : {}),
        },
        {
          metric: `straight ÷ execute_code, N = ${count}`,
          value: round2(median(times.direct) / median(times.code)),
          unit: '×',
        },
        {
          metric: `the same with a model turn of ${turnMs} ms before each answer (computed), N = ${count}`,
          value: round2((median(times.direct) + count * turnMs) / (median(times.code) + turnMs)),
          unit: '×',
        },
      )
    }
    await Promise.all([direct.close(), through.close()])
  } finally {
    await athena.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return rows
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

function median(values: number[]): number {
  return round2(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0)
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
