import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { _electron, chromium, type Browser, type Page } from '@playwright/test'
import { root, runCli, testEnvironment, type CliResult } from '../support/start-athena.ts'

/** The desktop app under test, on the stand-in or on the real binary. */
export interface Desktop {
  data: string
  pid: number
  /** The window's page. */
  page: () => Promise<Page>
  cli: (args: string[], input?: string) => Promise<CliResult>
  /** Quits as a user does; resolves with the exit code. */
  quit: () => Promise<number>
  /** What the app wrote to its output. */
  output: () => string
}

/** The desktop app on the stand-in, with a hand on what a user and the system do. */
export interface StandInDesktop extends Desktop {
  command: <T>(command: string, argument?: unknown) => Promise<T>
  exited: Promise<number>
}

const register = pathToFileURL(join(import.meta.dirname, 'stand-in', 'register.mjs')).href
const main = join(root, 'out', 'main', 'electron.js')

/** The real binary, if it was ever downloaded. */
export function electronBinary(): string | undefined {
  const folder = join(root, 'node_modules', 'electron')
  const file = join(folder, 'path.txt')
  if (!existsSync(file)) return undefined
  const path = join(folder, 'dist', readFileSync(file, 'utf8').trim())
  return existsSync(path) ? path : undefined
}

/** Chromium for the stand-in's windows: what `npm test` found, else the usual place. */
export function chromiumPath(): string | undefined {
  const path = process.env.ATHENA_CHROMIUM ?? '/usr/bin/chromium'
  return existsSync(path) ? path : undefined
}

/** Starts the built app on the stand-in. */
export async function launchStandIn(
  options: { data?: string; script?: string; args?: string[]; env?: Record<string, string> } = {},
): Promise<StandInDesktop> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'athena-desktop-'))
  const cdpPort = await freePort()
  const env = testEnvironment(data, {
    STAND_IN_CDP_PORT: String(cdpPort),
    STAND_IN_APP: root,
    STAND_IN_KEYCHAIN: '1',
    ATHENA_CHROMIUM: chromiumPath() ?? '',
    ATHENA_NODE: process.execPath,
    // The app is started twenty times; Electron keeps compiled code by itself.
    NODE_COMPILE_CACHE: join(root, 'out', 'test', 'compiled'),
    ...options.env,
  })
  const child = spawn(
    process.execPath,
    ['--import', register, options.script ?? main, ...(options.args ?? [])],
    {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  )
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  }
  const exited = once(child, 'exit').then(([code]) => (code as number | null) ?? -1)
  let browser: Browser | undefined
  let lastId = 0

  const desktop: StandInDesktop = {
    data,
    pid: child.pid ?? 0,
    exited,
    output: () => text,
    cli: (args, input) => runCli(args, env, input),
    async command<T>(command: string, argument?: unknown): Promise<T> {
      const id = ++lastId
      const answer = new Promise<T>((resolve, reject) => {
        const listen = (message: unknown): void => {
          const reply = message as { id: number; result?: T; error?: string }
          if (reply.id !== id) return
          child.off('message', listen)
          if (reply.error === undefined) resolve(reply.result as T)
          else reject(new Error(reply.error))
        }
        child.on('message', listen)
        void exited.then((code) => reject(new Error(`The app ended with code ${code}: ${text}`)))
      })
      answer.catch(() => undefined)
      child.send({ id, command, argument })
      return answer
    },
    async page() {
      const until = performance.now() + 60_000
      for (;;) {
        try {
          browser ??= await chromium.connectOverCDP(`http://127.0.0.1:${cdpPort}`)
          const pages = browser.contexts().flatMap((context) => context.pages())
          const page = pages.find((entry) => entry.url().startsWith('https://app.athena/'))
          if (page !== undefined) return page
        } catch {
          // The browser is not there yet.
        }
        if (performance.now() > until || child.exitCode !== null)
          throw new Error(`No window was opened: ${text}`)
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    },
    async quit() {
      if (child.exitCode === null && child.connected) child.send({ id: 0, command: 'quit' })
      return exited
    },
  }
  return desktop
}

/** Starts the built app on the real binary. */
export async function launchElectron(executablePath: string): Promise<Desktop> {
  const data = mkdtempSync(join(tmpdir(), 'athena-desktop-'))
  const env = testEnvironment(data, { ATHENA_NODE: process.execPath })
  const application = await _electron.launch({ executablePath, args: [root], env })
  const child: ChildProcess = application.process()
  return {
    data,
    pid: child.pid ?? 0,
    page: () => application.firstWindow(),
    cli: (args, input) => runCli(args, env, input),
    output: () => '',
    async quit() {
      const exited = once(child, 'exit')
      await application.close()
      const [code] = (await exited) as [number | null]
      return code ?? 0
    },
  }
}

/** Ends what is still there and removes the data. */
export function cleanUp(desktop: Desktop): void {
  try {
    process.kill(desktop.pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
  rmSync(desktop.data, { recursive: true, force: true, maxRetries: 5 })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
