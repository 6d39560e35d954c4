import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { dirname } from 'node:path'
import { prepareSocketFolder } from './socket-path.ts'

/** A server on a local socket. */
export interface LocalServer {
  /** Stops listening and destroys what is open. */
  close(): Promise<void>
}

/**
 * Listens on a Unix socket of mode 0600 in a private folder, or on a named pipe. The permissions are the login. A file
 * left there by a killed host is removed first: the caller holds the data lock, so nobody listens on it.
 */
export async function listenLocally(path: string, onSocket: (socket: Socket) => void): Promise<LocalServer> {
  const isPipe = path.startsWith('\\\\')
  if (!isPipe) {
    prepareSocketFolder(dirname(path))
    rmSync(path, { force: true })
  }
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Without a listener a reset by the peer would end the process.
    socket.on('error', () => socket.destroy())
    onSocket(socket)
  })
  const before = process.umask(0o177)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } finally {
    process.umask(before)
  }
  if (!isPipe) chmodSync(path, 0o600)
  return {
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
}
