import type { Socket } from 'node:net'
import { join } from 'node:path'
import type { Host } from '../core/host-api.ts'
import type { Logger } from '../core/ports.ts'
import { serveControl, type ShellMethods } from './control-socket.ts'
import { listenLocally } from './local-server.ts'
import type { Presence } from './presence.ts'
import { secretFile } from './private-file.ts'
import { socketPath } from './socket-path.ts'

/** Paths of what every shell of a data folder shares. */
export interface LocalPaths {
  mcpSocket: string
  controlSocket: string
  tokenFile: string
}

/** The sockets and the token file of a data folder. */
export function localPaths(data: string): LocalPaths {
  return {
    mcpSocket: socketPath(data, 'mcp'),
    controlSocket: socketPath(data, 'control'),
    tokenFile: join(data, 'mcp-token'),
  }
}

/** The bearer token for `/mcp`, one an installation. */
export function mcpToken(data: string): string {
  return secretFile(localPaths(data).tokenFile)
}

/** The open sockets. */
export interface LocalServices {
  /** While paused, the `mcp` socket takes nobody; open connections are ended. */
  setPaused: (paused: boolean) => void
  close: () => Promise<void>
}

/** Opens the two local sockets: `mcp` for clients over the bridge, `control` for the command line. */
export async function openLocalServices(
  data: string,
  host: Host,
  shell: ShellMethods,
  presence: Presence,
  log: Logger,
  version: string,
): Promise<LocalServices> {
  const paths = localPaths(data)
  let isPaused = false
  const agents = new Set<Socket>()
  const mcp = await listenLocally(paths.mcpSocket, (socket) => {
    if (isPaused) return void socket.destroy()
    agents.add(socket)
    socket.on('close', () => agents.delete(socket))
    const leave = presence.arrive()
    socket.on('close', leave)
    host.mcp
      .serveStream(socket)
      .catch((error: unknown) => log.warn('an MCP connection failed', { reason: String(error) }))
      .finally(() => socket.destroySoon())
  })
  const control = await listenLocally(paths.controlSocket, (socket) => {
    const leave = presence.arrive()
    socket.on('close', leave)
    serveControl(socket, host, shell, version)
  })
  return {
    setPaused(paused) {
      isPaused = paused
      if (paused) for (const socket of agents) socket.destroy()
    },
    async close() {
      await Promise.all([mcp.close(), control.close()])
    },
  }
}
