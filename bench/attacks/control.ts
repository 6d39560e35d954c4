import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'oxc-transform'
import type { Json } from '../../src-main/contract/json.ts'
import type { Report, Subject } from './report.ts'
import type { StubTools } from './stub-tools.ts'

const child = path.join(path.dirname(fileURLToPath(import.meta.url)), 'control-child.cjs')

/** Types off, and nothing else: a host that trusts the code. Text that is no TypeScript goes through as it is. */
function strip(source: string): { imports: string[]; body: string } {
  // The wrapper keeps `return` legal; a text that leaves it on purpose is not parsed but run.
  const open = 'async function __code(){'
  const imports: string[] = []
  const body = source.replace(/^import[^;\n]*from\s*['"][^'"]+['"][^;\n]*;?$/gm, (line) => {
    imports.push(line)
    return ''
  })
  const result = transformSync('item.ts', `${open}\n${body}\n}`, { lang: 'ts', sourceType: 'module' })
  const text =
    result.errors.length > 0
      ? source.replace(/\bas any\b/g, '').replace(/^import[^;\n]*$/gm, '')
      : result.code.trimEnd().slice(open.length + 1, -1)
  return { imports, body: text }
}

/** Runs items with no sandbox at all, to show that the attacks are real: an ordinary Node process, the environment inherited. */
export function createControl(
  tools: StubTools,
  timeoutMs: number,
  held: { note: string; vault: string },
): Subject {
  return {
    describe: 'no sandbox',
    close: () => Promise.resolve(),
    run(source, session) {
      const folder = mkdtempSync(path.join(tmpdir(), 'athena-control-'))
      mkdirSync(path.join(folder, 'servers'))
      for (const server of tools.servers) {
        const exports = server.tools.map(
          (tool) => `export const ${tool.name} = (args) => callMCPTool('${server.name}.${tool.name}', args)`,
        )
        writeFileSync(path.join(folder, 'servers', `${server.name}.mjs`), exports.join('\n'))
      }
      writeFileSync(path.join(folder, 'item.json'), JSON.stringify({ ...strip(source), held }))
      return new Promise<Report>((resolve) => {
        const begun = performance.now()
        const running = spawn(process.execPath, ['--no-warnings', child, folder], {
          stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
          cwd: folder,
        })
        let output = ''
        const logs: string[] = []
        let answer: { status: string; value?: Json; message?: string } | undefined
        running.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
        running.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
        const timer = setTimeout(() => running.kill('SIGKILL'), timeoutMs)
        running.on('message', (raw) => {
          const message = raw as {
            t: string
            id: number
            tool: string
            args: Json
            level: string
            text: string
            status: string
            value?: Json
            message?: string
          }
          if (message.t === 'call') {
            const [server = '', tool = ''] = String(message.tool).split(/[./](.*)/s)
            let reply: { ok: boolean; value?: Json; message?: string }
            try {
              reply = { ok: true, value: tools.call(server, tool, message.args, session) }
            } catch (error) {
              reply = { ok: false, message: error instanceof Error ? error.message : String(error) }
            }
            if (running.connected) running.send({ t: 'result', id: message.id, ...reply }, () => undefined)
          } else if (message.t === 'log') logs.push(message.text)
          else if (message.t === 'done') {
            answer = {
              status: message.status,
              ...(message.value === undefined ? {} : { value: message.value }),
              ...(message.message === undefined ? {} : { message: message.message }),
            }
            running.kill('SIGKILL')
          }
        })
        running.on('exit', (code, signal) => {
          clearTimeout(timer)
          rmSync(folder, { recursive: true, force: true })
          const status = answer?.status ?? 'crashed'
          resolve({
            status,
            value: answer?.value,
            message: answer?.message ?? `ended by ${signal ?? code}; ${output.slice(-300)}`,
            output: [output, logs.join('\n'), JSON.stringify(answer ?? {})].join('\n'),
            logs,
            ms: performance.now() - begun,
            watched: undefined,
            record: undefined,
          })
        })
      })
    },
  }
}
