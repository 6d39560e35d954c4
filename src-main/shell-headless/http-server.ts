import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Host } from '../core/host-api.ts'
import type { Logger } from '../core/ports.ts'
import { listenOnLoopback } from '../shell-common/listen-on-loopback.ts'
import { refuse, serveMcp } from '../shell-common/mcp-endpoint.ts'
import type { Presence } from '../shell-common/presence.ts'
import { createRequestGuard, type RequestGuard } from '../shell-common/request-guard.ts'
import type { ShellServer } from '../shell-common/start-host.ts'
import { securityHeaders, serveStatic } from '../shell-common/static-files.ts'
import { createPageLink } from './page-link.ts'
import type { PageTokens } from './page-tokens.ts'

/** What the loopback server needs. */
export interface HttpServerOptions {
  host: Host
  tokens: PageTokens
  mcpToken: string
  /** Folder of the built page. */
  pageRoot: string
  /** Port to try first; a free one is taken when it is in use. 0 for any. */
  port: number
  presence: Presence
  log: Logger
  version: string
}

/** The running loopback server. */
export interface HttpServer extends ShellServer {
  port: number
}

/** Largest body of a code exchange, bytes. */
const maxSessionBytes = 1024

/** Serves the page, the exchange of codes, the WebSocket and `/mcp` on 127.0.0.1. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, tokens, presence, log } = options
  let guard: RequestGuard | undefined
  let isPaused = false
  const server = createServer({ requestTimeout: 0, headersTimeout: 15_000, maxHeaderSize: 16 * 1024 })
  server.on('request', (request, response) => {
    const leave = presence.arrive()
    response.on('close', leave)
    answer(request, response).catch((error: unknown) => {
      log.error('a request failed', { reason: error instanceof Error ? error.message : String(error) })
      refuse(response, 500)
    })
  })
  server.on('clientError', (_error, socket) => socket.destroy())

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (guard === undefined || !guard.hostIsOurs(request)) return refuse(response, 403)
    const path = (request.url ?? '/').split('?')[0]
    if (path === '/mcp' && isPaused) return refuse(response, 503)
    if (path === '/mcp') return serveMcp(request, response, guard, options.mcpToken, host.mcp)
    if (path === '/session') return exchange(request, response, guard)
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405)
    if (!serveStatic(options.pageRoot, request, response)) refuse(response, 404)
  }

  async function exchange(
    request: IncomingMessage,
    response: ServerResponse,
    checks: RequestGuard,
  ): Promise<void> {
    if (request.method !== 'POST') return refuse(response, 405)
    if (!checks.originIsOurs(request)) return refuse(response, 403)
    const code = await readCode(request)
    const token = code === undefined ? undefined : tokens.exchange(code)
    if (token === undefined) return refuse(response, 401)
    response.writeHead(200, {
      ...securityHeaders,
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    response.end(JSON.stringify({ token }))
  }

  const port = await listenOnLoopback(server, options.port)
  guard = createRequestGuard(port)
  const link = createPageLink(host, guard, tokens, presence, options.version)
  server.on('upgrade', (request, socket, head) => link.upgrade(request, socket, head))

  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    servesPage: true,
    setPaused(paused) {
      isPaused = paused
    },
    close() {
      link.close()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 300).unref()
      })
    },
  }
}

async function readCode(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxSessionBytes) return undefined
    chunks.push(chunk)
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined
    return typeof code === 'string' ? code : undefined
  } catch {
    return undefined
  }
}
