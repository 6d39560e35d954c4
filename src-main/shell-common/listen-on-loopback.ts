import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Listens on 127.0.0.1: at the preferred port, or at a free one when that is taken. 0 for any.
 *
 * @returns The port.
 */
export async function listenOnLoopback(server: Server, preferred: number): Promise<number> {
  for (const port of preferred === 0 ? [0] : [preferred, 0]) {
    const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once('error', resolve)
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        server.off('error', resolve)
        resolve(undefined)
      })
    })
    if (error === undefined) return (server.address() as AddressInfo).port
    if (port === 0 || (error.code !== 'EADDRINUSE' && error.code !== 'EACCES')) throw error
  }
  throw new Error('No port could be opened on 127.0.0.1.')
}
