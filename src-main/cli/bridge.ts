import { existsSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import {
  connectLocally,
  connectToStarting,
  connectWithin,
  startInBackground,
} from '../shell-common/join-host.ts'
import { createLineReader } from '../shell-common/line-reader.ts'
import { socketPath } from '../shell-common/socket-path.ts'

/**
 * The bridge between an MCP client's stdin and stdout and the local socket of the host: bytes go through as they are.
 * It reads along to know which requests are open, so that a client is answered when the host goes away, and to repeat
 * the handshake when it comes back. Only Node itself is needed; this file is also what the `.mcpb` bundle runs.
 */
export interface BridgeOptions {
  data: string
  input: Readable
  output: Writable
  /** One-line messages for the client's log. */
  tell: (message: string) => void
  /** Program and arguments that start a background host; without it, `launch.json` of the data folder tells. */
  command?: string[]
  /** Milliseconds to wait for a host that restarts. */
  reconnectMs?: number
  /** Milliseconds to wait for a host that was just started. */
  startMs?: number
}

/** Longest message, bytes. */
const maxMessageBytes = 64 * 1024 * 1024
/** After the client closed its side, milliseconds that open requests may still be answered in. */
const drainMs = 30_000
/** JSON-RPC's first code for errors of the implementation (specification, section 5.1). */
const serverErrorCode = -32000

/** Runs until the client or the host is gone. Resolves with the exit code: 0 the client ended, 3 no host. */
export async function runBridge(options: BridgeOptions): Promise<number> {
  const { data, input, output, tell } = options
  const path = socketPath(data, 'mcp')
  /** Open requests of the client: the id as JSON → the id. */
  const open = new Map<string, unknown>()
  /** What the client sent while there was no host. */
  const waiting: string[] = []
  let handshake: { line: string; done?: string } | undefined
  let replayId: string | undefined
  let replays = 0
  let host: Socket | undefined
  let inputEnded = false
  let finish: (code: number) => void = () => undefined
  const finished = new Promise<number>((resolve) => {
    finish = resolve
  })

  function toHost(line: string): void {
    if (host === undefined) {
      waiting.push(line)
    } else if (!host.write(`${line}\n`)) {
      input.pause()
      host.once('drain', () => input.resume())
    }
  }

  function fromClient(line: string): void {
    for (const message of messagesIn(line)) {
      if (message.method === 'initialize') handshake = { line }
      if (message.method === 'notifications/initialized' && handshake) handshake.done = line
      if (message.method !== undefined && message.id !== undefined)
        open.set(JSON.stringify(message.id), message.id)
    }
    toHost(line)
  }

  function toClient(line: string): void {
    const current = host
    if (!output.write(`${line}\n`) && current) {
      current.pause()
      output.once('drain', () => current.resume())
    }
  }

  function fromHost(line: string): void {
    for (const message of messagesIn(line)) {
      if (message.method !== undefined || message.id === undefined) continue
      if (replayId !== undefined && message.id === replayId) {
        replayId = undefined
        return
      }
      open.delete(JSON.stringify(message.id))
    }
    toClient(line)
    if (inputEnded && open.size === 0) host?.end()
  }

  /** Every open request gets an answer, so that no client waits for ever. */
  function answerLost(reason: string): void {
    for (const id of open.values()) {
      toClient(JSON.stringify({ jsonrpc: '2.0', id, error: { code: serverErrorCode, message: reason } }))
    }
    open.clear()
    // What waited was never sent; its answers have just been given.
    waiting.length = 0
  }

  function attach(socket: Socket): void {
    host = socket
    let ended = false
    socket.on(
      'data',
      createLineReader(fromHost, maxMessageBytes, () => socket.destroy()),
    )
    socket.on('error', () => socket.destroy())
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      if (ended) return
      ended = true
      host = undefined
      if (inputEnded) return finish(0)
      void comeBack()
    })
  }

  async function comeBack(): Promise<void> {
    // A host that ended in order removes its runtime file; one that left it behind was killed, and is started again.
    const crashed = existsSync(join(data, 'runtime.json'))
    answerLost(
      'Athena was stopped or restarted while this request was running. Its tool calls may have happened; send it again if that is safe.',
    )
    if (crashed) start()
    const socket = await connectWithin(path, options.reconnectMs ?? 10_000)
    if (socket === undefined) {
      answerLost('Athena is not running. Start it, then reconnect.')
      tell('Athena was stopped and did not come back. Start it, then reconnect.')
      return finish(inputEnded ? 0 : 3)
    }
    tell('Connected to the restarted Athena.')
    const early = waiting.splice(0)
    attach(socket)
    if (handshake !== undefined && !early.includes(handshake.line)) {
      replayId = `athena-bridge-${++replays}`
      toHost(JSON.stringify({ ...(JSON.parse(handshake.line) as object), id: replayId }))
      if (handshake.done !== undefined) toHost(handshake.done)
    }
    for (const line of early) toHost(line)
  }

  function start(): boolean {
    const command = options.command ?? launchCommand(data)
    if (command === undefined) return false
    startInBackground(data, command)
    return true
  }

  input.on(
    'data',
    createLineReader(fromClient, maxMessageBytes, () => finish(1)),
  )
  input.on('end', () => {
    inputEnded = true
    if (host === undefined) return
    if (open.size === 0) host.end()
    setTimeout(() => finish(0), drainMs).unref()
  })
  input.on('error', () => finish(0))
  output.on('error', () => finish(0))

  let socket = await connectLocally(path)
  if (socket === undefined) {
    if (!start()) {
      const reason =
        'Athena is not running and has not been started on this computer yet. Start it once, then reconnect.'
      answerLost(reason)
      tell(reason)
      return 3
    }
    socket = await connectToStarting(data, path, options.startMs ?? 30_000)
  }
  if (socket === undefined) {
    const reason = `Athena could not be started. ${startFailure(data)}`.trim()
    answerLost(reason)
    tell(reason)
    return 3
  }
  const early = waiting.splice(0)
  attach(socket)
  for (const line of early) toHost(line)
  if (inputEnded && open.size === 0) socket.end()
  const code = await finished
  host?.destroy()
  return code
}

interface Message {
  id?: unknown
  method?: string
}

/** The messages of a line: one, or a batch. A line that is not JSON has none and goes through as it is. */
function messagesIn(line: string): Message[] {
  try {
    const value: unknown = JSON.parse(line)
    const list: unknown[] = Array.isArray(value) ? value : [value]
    return list.filter((entry): entry is Message => typeof entry === 'object' && entry !== null)
  } catch {
    return []
  }
}

function launchCommand(data: string): string[] | undefined {
  try {
    const info = JSON.parse(readFileSync(join(data, 'launch.json'), 'utf8')) as { command?: unknown }
    const command = info.command
    if (!Array.isArray(command) || !command.every((part) => typeof part === 'string')) return undefined
    return command[0] !== undefined && existsSync(command[0]) ? command : undefined
  } catch {
    return undefined
  }
}

/** Why the last background start failed, as it noted itself. */
export function startFailure(data: string): string {
  try {
    return readFileSync(join(data, 'start-failure.txt'), 'utf8').trim()
  } catch {
    return ''
  }
}
