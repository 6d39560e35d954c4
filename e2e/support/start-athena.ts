import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { callHost } from './control.ts'

/** The repository and its built code; the tests see nothing else. */
export const root = join(import.meta.dirname, '..', '..')
const main = join(root, 'out', 'main')

/** What a command of the CLI gave. */
export interface CliResult {
  code: number
  stdout: string
  stderr: string
  /** The one JSON object of `--json`; throws when there is none. */
  json: <T = Record<string, unknown>>() => T
}

/** A running headless Athena on a data folder of its own. */
export interface Athena {
  pid: number
  data: string
  /** `http://127.0.0.1:PORT` */
  url: string
  /** Address with a one-use code, as printed at the start. */
  pageUrl: string
  /** Another such address. */
  newPageUrl(): Promise<string>
  mcp: { url: string; tokenFile: string; token: string; socket: string }
  /** Runs `athena ARGS` against this one. */
  cli(args: string[], options?: { input?: string; cwd?: string }): Promise<CliResult>
  /** Everything the process wrote. */
  output(): string
  /** Ends it in order; the data folder goes too, unless it was given or is kept. */
  stop(options?: { keepData?: boolean }): Promise<void>
  /** Ends it by SIGKILL, as a crash would; the data folder stays. */
  kill(): Promise<void>
}

/** How to start one. */
export interface StartOptions {
  /** A data folder to use instead of a new temporary one. It is not removed. */
  data?: string
  env?: Record<string, string>
  /** A port to ask for; any by default. */
  port?: number
  /** Milliseconds to wait for the address. */
  timeoutMs?: number
}

/** Starts the built headless host. It ends with the test process, however that ends. */
export async function startAthena(options: StartOptions = {}): Promise<Athena> {
  const program = join(main, 'headless.js')
  if (!existsSync(program)) throw new Error(`${program} is missing. Build it by: npm run build`)
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'athena-e2e-'))
  const env = testEnvironment(data, options.env)
  const child = spawn(process.execPath, [program, '--port', String(options.port ?? 0)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  }
  const pageUrl = await addressOf(child, () => text, options.timeoutMs ?? 30_000)
  const info = JSON.parse(readFileSync(join(data, 'runtime.json'), 'utf8')) as {
    mcp: { url: string; tokenFile: string; socket: string }
  }

  const athena: Athena = {
    pid: child.pid ?? 0,
    data,
    url: new URL(pageUrl).origin,
    pageUrl,
    mcp: { ...info.mcp, token: readFileSync(info.mcp.tokenFile, 'utf8').trim() },
    cli: (args, { input, cwd } = {}) => runCli(args, env, input, cwd),
    async newPageUrl() {
      const { url } = await callHost<{ url: string }>(data, 'shell.page')
      return url
    },
    output: () => text,
    async stop({ keepData = options.data !== undefined } = {}) {
      await end(child, 'SIGTERM')
      if (!keepData) rmSync(data, { recursive: true, force: true, maxRetries: 5 })
    },
    kill: () => end(child, 'SIGKILL'),
  }
  return athena
}

/** Runs the built command line once, with the data folder in `env`. */
export async function runCli(
  args: string[],
  env: Record<string, string>,
  input?: string,
  cwd: string = root,
): Promise<CliResult> {
  const program = join(main, args[0] === 'mcp' ? 'bridge.js' : 'cli.js')
  const child = spawn(process.execPath, [program, ...(args[0] === 'mcp' ? args.slice(1) : args)], {
    env,
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? '')
  const [code] = (await once(child, 'close')) as [number | null]
  return {
    code: code ?? -1,
    stdout,
    stderr,
    json<T>() {
      try {
        return JSON.parse(stdout) as T
      } catch {
        throw new Error(
          `athena ${args.join(' ')} printed no JSON (exit code ${code}): ${stdout.slice(0, 500)}${stderr.slice(0, 500)}`,
        )
      }
    },
  }
}

/** This process's environment for an Athena of its own: none of npm's variables, the given data folder. */
export function testEnvironment(data: string, more: Record<string, string> = {}): Record<string, string> {
  const clean: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^(npm_|INIT_CWD$|NODE_OPTIONS$|VITEST|TEST$)/.test(name)) clean[name] = value
  }
  return { ...clean, ATHENA_DATA: data, ...more }
}

async function addressOf(child: ChildProcess, text: () => string, timeoutMs: number): Promise<string> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const found = /http:\/\/127\.0\.0\.1:\d+\/#code=\S+/.exec(text())
    if (found) return found[0]
    if (child.exitCode !== null || child.signalCode !== null || performance.now() > until) {
      await end(child, 'SIGKILL')
      throw new Error(`Athena did not start (exit code ${child.exitCode}): ${text()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}
