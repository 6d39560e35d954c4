import { createServer } from 'node:http'
import type { Host } from '../core/host-api.ts'
import type { Logger } from '../core/ports.ts'
import { listenOnLoopback } from './listen-on-loopback.ts'
import { refuse, serveMcp } from './mcp-endpoint.ts'
import type { Presence } from './presence.ts'
import { createRequestGuard } from './request-guard.ts'
import type { ShellServer } from './start-host.ts'

/** A loopback server for `/mcp` alone, for a shell whose page needs none. */
export async function startMcpListener(
  host: Host,
  mcpToken: string,
  preferred: number,
  presence: Presence,
  log: Logger,
): Promise<ShellServer> {
  let isPaused = false
  const server = createServer({ requestTimeout: 0, headersTimeout: 15_000, maxHeaderSize: 16 * 1024 })
  server.on('clientError', (_error, socket) => socket.destroy())
  const port = await listenOnLoopback(server, preferred)
  const guard = createRequestGuard(port)
  server.on('request', (request, response) => {
    response.on('close', presence.arrive())
    if (isPaused) return refuse(response, 503)
    if ((request.url ?? '').split('?')[0] !== '/mcp')
      return refuse(response, guard.hostIsOurs(request) ? 404 : 403)
    serveMcp(request, response, guard, mcpToken, host.mcp).catch((error: unknown) => {
      log.error('a request failed', { reason: error instanceof Error ? error.message : String(error) })
      refuse(response, 500)
    })
  })
  return {
    origin: `http://127.0.0.1:${port}`,
    servesPage: false,
    setPaused(paused) {
      isPaused = paused
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 300).unref()
      }),
  }
}
