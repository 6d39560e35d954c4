import type { Socket } from 'node:net'
import { AthenaError } from '../contract/errors.ts'
import type { HostFrame } from '../contract/frames.ts'
import { createRpcClient, type RpcClient } from '../rpc/client.ts'
import { maxControlBytes } from './control-limits.ts'
import { connectToStarting, connectWithin } from './join-host.ts'
import { createLineReader } from './line-reader.ts'
import { socketPath } from './socket-path.ts'

/** A connection to the running host. */
export interface Control {
  client: RpcClient
  close(): void
}

/** Connects to the host of a data folder; undefined when none listens within the time. */
export async function openControl(data: string, ms: number): Promise<Control | undefined> {
  const socket = await connectWithin(socketPath(data, 'control'), ms)
  return socket && controlOver(socket)
}

/** As `openControl`, for a host that is being started; gives up at once when its start fails. */
export async function openControlOfStarting(data: string, ms: number): Promise<Control | undefined> {
  const socket = await connectToStarting(data, socketPath(data, 'control'), ms)
  return socket && controlOver(socket)
}

function controlOver(socket: Socket): Control {
  const client = createRpcClient((frame) => {
    if (socket.writable) socket.write(`${JSON.stringify(frame)}\n`)
  })
  const gone = (): void =>
    client.close(
      new AthenaError('NOT_RUNNING', 'The connection to Athena ended: it was stopped or restarted.'),
    )
  socket.on('error', gone)
  socket.on('close', gone)
  socket.on('end', () => socket.destroy())
  socket.on(
    'data',
    createLineReader(
      (line) => client.receive(JSON.parse(line) as HostFrame),
      maxControlBytes,
      () => socket.destroy(),
    ),
  )
  return {
    client,
    close: () => socket.end(),
  }
}
