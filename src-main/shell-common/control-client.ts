import { AthenaError } from '../contract/errors.ts'
import type { HostFrame } from '../contract/frames.ts'
import { createRpcClient, type RpcClient } from '../rpc/client.ts'
import { maxControlBytes } from './control-limits.ts'
import { connectWithin } from './join-host.ts'
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
  if (socket === undefined) return undefined
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
