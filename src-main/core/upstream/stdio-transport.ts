import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
} from '@modelcontextprotocol/client'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { LineReader, type RingLog } from './line-reader.ts'
import { descendants, signalTree } from './process-tree.ts'

/** Largest message a server may send; a result above 10 MB is refused later anyway. */
export const maxMessageBytes = 16 * 1024 * 1024
const politeMs = 1500
const termMs = 1500

/** How to start a stdio server. */
export interface StdioOptions {
  command: string
  args: string[]
  env: Record<string, string>
  cwd?: string
  /** A temporary folder that goes with the process. */
  temporary?: string
  log: RingLog
}

/**
 * MCP over the pipes of a child process, for the user's own servers. Beside what the SDK's transport does: the child leads its
 * own process group and the whole tree is ended on close, one message that is too large costs that message only, and lines
 * that are not JSON (banners, stray prints) are put into the log and passed over.
 */
export class StdioTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: (message: JSONRPCMessage) => void
  /** How the process ended, once it has. */
  exit: string | undefined
  readonly #options: StdioOptions
  #child: ChildProcess | undefined
  #closing: Promise<void> | undefined
  #ended = false

  constructor(options: StdioOptions) {
    this.#options = options
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(): Promise<void> {
    const { command, args, env, cwd, log } = this.#options
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        env,
        ...(cwd === undefined ? {} : { cwd }),
        stdio: ['pipe', 'pipe', 'pipe'],
        // Its own process group, so that the whole tree can be ended.
        detached: process.platform !== 'win32',
        windowsHide: true,
        shell: false,
      })
      this.#child = child
      child.once('spawn', () => resolve())
      child.once('error', (error) => {
        this.exit ??= error.message
        reject(error)
        this.#end()
      })
      const reader = new LineReader(
        maxMessageBytes,
        (line) => this.#line(line),
        (bytes, head, tail) => this.#tooLong(bytes, head, tail),
      )
      child.stdout.on('data', (chunk: Buffer) => reader.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => log.write(chunk.toString('utf8')))
      for (const stream of [child.stdin, child.stdout, child.stderr]) {
        stream.on('error', (error: Error) => this.onerror?.(error))
      }
      child.once('exit', (code, signal) => {
        this.exit = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`
        // What the leader left behind in its group must not outlive it.
        if (child.pid !== undefined) signalTree(child.pid, [], 'SIGKILL')
      })
      // After `exit` the pipes may still hold the last messages; `close` comes when they are read.
      child.once('close', () => this.#end())
    })
  }

  send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin
    if (!stdin || !stdin.writable) return Promise.reject(new Error('The server process has ended.'))
    return new Promise((resolve, reject) => {
      stdin.write(`${JSON.stringify(message)}\n`, (error) => (error ? reject(error) : resolve()))
    })
  }

  /** Closes the server's stdin, then asks, then forces; resolves when no process of it is left. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const child = this.#child
    const pid = child?.pid
    if (child === undefined || pid === undefined || this.#ended) {
      this.#end()
      return
    }
    const gone = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve()
      else child.once('exit', () => resolve())
    })
    const below = descendants(pid)
    child.stdin?.end()
    if (!(await within(gone, politeMs))) {
      below.push(...descendants(pid))
      signalTree(pid, below, 'SIGTERM')
      await within(gone, termMs)
    }
    below.push(...descendants(pid))
    signalTree(pid, below, 'SIGKILL')
    await within(gone, 2000)
    // A grandchild may hold the pipes open; nobody reads them any more.
    child.stdout?.destroy()
    child.stderr?.destroy()
    this.#end()
  }

  #line(line: string): void {
    if (line.trim() === '') return
    let message: unknown
    try {
      message = JSON.parse(line)
    } catch {
      this.#options.log.note(`not JSON on stdout, passed over: ${line.slice(0, 200)}`)
      return
    }
    for (const one of Array.isArray(message) ? message : [message]) {
      if (isMessage(one)) this.onmessage?.(one)
      else this.#options.log.note(`not a JSON-RPC message, passed over: ${line.slice(0, 200)}`)
    }
  }

  #tooLong(bytes: number, head: string, tail: string): void {
    const megabytes = Math.round(bytes / 1024 / 1024)
    this.#options.log.note(
      `a message of ${megabytes} MB was refused (limit ${maxMessageBytes / 1024 / 1024} MB)`,
    )
    const id = messageId(head) ?? messageId(tail)
    if (id === undefined) return
    this.onmessage?.({
      jsonrpc: '2.0',
      id,
      error: {
        code: -32000,
        message: `the server answered with ${megabytes} MB; at most ${maxMessageBytes / 1024 / 1024} MB are accepted. Ask for less, such as a page or a filter`,
      },
    })
  }

  #end(): void {
    if (this.#ended) return
    this.#ended = true
    const { temporary } = this.#options
    if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true })
    this.onclose?.()
  }
}

function isMessage(value: unknown): value is JSONRPCMessage {
  return (
    isJSONRPCRequest(value) ||
    isJSONRPCNotification(value) ||
    isJSONRPCResultResponse(value) ||
    isJSONRPCErrorResponse(value)
  )
}

/** The JSON-RPC id at the outer edge of a cut message. */
function messageId(text: string): number | undefined {
  const found =
    /^\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d+)\s*[,}]/.exec(text) ??
    /^\s*\{\s*"id"\s*:\s*(\d+)\s*[,}]/.exec(text) ??
    /"id"\s*:\s*(\d+)\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/.exec(text)
  return found ? Number(found[1]) : undefined
}

/** True when the promise settled within `ms`. */
async function within(promise: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  const result = await Promise.race([promise.then(() => true), late])
  clearTimeout(timer)
  return result
}
