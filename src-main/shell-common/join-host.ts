import { spawn } from 'node:child_process'
import { mkdirSync, openSync, closeSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Finding and starting a host; only Node itself is imported here, so that the bridge stays one small file. Every
 * process of one user finds the same host by the data folder alone.
 */

/** Connects to a local socket; undefined when nobody listens there. */
export function connectLocally(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ path, allowHalfOpen: true })
    socket.once('connect', () => {
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', () => {
      socket.destroy()
      resolve(undefined)
    })
  })
}

/**
 * Waits for a host that is being started. Undefined when the time is up, or at once when the start failed, which the
 * starting process notes in `start-failure.txt`.
 */
export async function connectToStarting(data: string, path: string, ms: number): Promise<Socket | undefined> {
  const startedAt = Date.now()
  const until = performance.now() + ms
  for (;;) {
    const socket = await connectWithin(path, 200)
    if (socket !== undefined || performance.now() >= until) return socket
    const noted = statSync(join(data, 'start-failure.txt'), { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (noted > startedAt - 500) return undefined
  }
}

/** Tries to connect until somebody listens or the time is up. */
export async function connectWithin(
  path: string,
  ms: number,
  signal?: AbortSignal,
): Promise<Socket | undefined> {
  const until = performance.now() + ms
  for (;;) {
    const socket = await connectLocally(path)
    if (socket !== undefined) return socket
    if (performance.now() >= until || signal?.aborted) return undefined
    await sleep(50)
  }
}

/** A start that is older than this did not succeed; somebody else may try, milliseconds. */
const startingMs = 20_000

/**
 * Starts a host in the background unless another process is just doing so. It ends by itself when nobody uses it.
 *
 * @param command Program and arguments.
 * @param input What it reads from its input, such as a passphrase: no argument or variable, which others may read.
 */
export function startInBackground(data: string, command: readonly string[], input?: string): void {
  const [program, ...args] = command
  if (program === undefined) return
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (!claimStart(join(data, 'starting'))) return
  const child = spawn(program, args, {
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'],
    windowsHide: true,
    cwd: data,
    env: { ...process.env, ATHENA_DATA: data },
  })
  child.on('error', () => undefined)
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(input)
  child.unref()
}

/** True for the one process that may start the host now. The host removes the file when it listens. */
function claimStart(path: string): boolean {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      closeSync(openSync(path, 'wx', 0o600))
      return true
    } catch {
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
      if (age < startingMs && age > -startingMs) return false
      rmSync(path, { force: true })
    }
  }
  return false
}

/** The host listens: whoever wants to start one later may. */
export function startIsOver(data: string): void {
  rmSync(join(data, 'starting'), { force: true })
}
