import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import {
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server'
import type { EventStore, McpServer as SdkServer } from '@modelcontextprotocol/server'
import { toNodeHandler } from '@modelcontextprotocol/node'
import type { Logger } from '../ports.ts'
import type { RequestClient } from './request-context.ts'

/** Code may be 100 KB and arguments larger; 4 MiB is the SDK's own bound. */
const maxBodyBytes = 4 * 1024 * 1024
/** A legacy session without a request for this long is forgotten; its client gets 404 and begins anew, as the protocol says. */
const idleMs = 30 * 60_000
const maxSessions = 500
/** A stateless client counts as gone after this long without a request. */
const statelessIdleMs = 5 * 60_000

interface LegacySession {
  transport: WebStandardStreamableHTTPServerTransport
  server: SdkServer
  lastUsed: number
  /** Requests that are being answered; a session in use is never swept. */
  active: number
}

/** What {@link createHttpSide} needs. */
export interface HttpOptions {
  /** Makes a protocol server that reports its client. */
  build: (onClient: (client: RequestClient) => void) => SdkServer
  /** `key` is the session, or the client's name and version where there are no sessions. */
  onClient: (key: string, client: RequestClient, connected: boolean) => void
  log: Logger
  now: () => number
  /** Makes a store for resumable streams of a legacy session. */
  eventStore?: () => EventStore
  /** Suggested reconnection time of a closed stream, milliseconds. */
  retryInterval?: number
}

/** Streamable HTTP: 2026-07-28 without sessions, 2025-11-25 and older with them. */
export interface HttpSide {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Tells modern clients that subscribed to a list that it changed. */
  notify: { toolsChanged(): void; promptsChanged(): void }
  close(): Promise<void>
}

/** See {@link HttpSide}. Host, Origin and token have been checked before. */
export function createHttpSide(options: HttpOptions): HttpSide {
  const { build, onClient, log, now } = options
  const sessions = new Map<string, LegacySession>()
  const stateless = new Map<string, { client: RequestClient; lastUsed: number }>()

  const modern = createMcpHandler(() => build(noteStateless), {
    legacy: 'reject',
    maxRequestBodySize: maxBodyBytes,
    onerror: (error) => log.debug('MCP over HTTP', { error: error.name }),
  })

  const sweeper = setInterval(sweep, 60_000)
  sweeper.unref()

  function noteStateless(client: RequestClient): void {
    const key = `${client.name} ${client.version}`
    const known = stateless.get(key)
    stateless.set(key, { client, lastUsed: now() })
    if (!known) onClient(key, client, true)
  }

  function sweep(): void {
    for (const [id, session] of sessions) {
      if (session.active === 0 && now() - session.lastUsed > idleMs) void end(id)
    }
    for (const [key, entry] of stateless) {
      if (now() - entry.lastUsed <= statelessIdleMs) continue
      stateless.delete(key)
      onClient(key, entry.client, false)
    }
  }

  async function end(id: string): Promise<void> {
    const session = sessions.get(id)
    sessions.delete(id)
    await session?.server.close()
  }

  async function begin(request: Request, body: unknown): Promise<Response> {
    if (sessions.size >= maxSessions) {
      const idle = [...sessions].filter(([, session]) => session.active === 0)
      const oldest = idle.sort((a, b) => a[1].lastUsed - b[1].lastUsed)[0]
      if (oldest) await end(oldest[0])
    }
    let key: string | undefined
    let named: RequestClient | undefined
    const server = build((client) => {
      named = client
      if (key !== undefined) onClient(key, client, true)
    })
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      maxRequestBodySize: maxBodyBytes,
      ...(options.eventStore === undefined ? {} : { eventStore: options.eventStore() }),
      ...(options.retryInterval === undefined ? {} : { retryInterval: options.retryInterval }),
      onsessioninitialized: (id) => {
        key = id
        sessions.set(id, { transport, server, lastUsed: now(), active: 0 })
      },
      onsessionclosed: (id) => end(id),
    })
    await server.connect(transport)
    const closed = transport.onclose
    transport.onclose = () => {
      closed?.()
      if (key === undefined) return
      sessions.delete(key)
      if (named) onClient(key, named, false)
    }
    return transport.handleRequest(request, { parsedBody: body })
  }

  async function legacy(request: Request): Promise<Response> {
    const id = request.headers.get('mcp-session-id')
    if (id !== null) {
      const session = sessions.get(id)
      if (!session) return rpcError(404, -32001, 'Session not found. Send initialize to begin a new one.')
      session.lastUsed = now()
      session.active += 1
      try {
        return await session.transport.handleRequest(request)
      } finally {
        session.active -= 1
        session.lastUsed = now()
      }
    }
    if (request.method !== 'POST') {
      return rpcError(
        request.method === 'GET' || request.method === 'DELETE' ? 400 : 405,
        -32000,
        'Mcp-Session-Id is missing. Send initialize first.',
      )
    }
    const body = await readJson(request.clone())
    if (body.ok && isInitialize(body.value)) return begin(request, body.value)
    if (!body.ok) return rpcError(400, -32700, 'The body is not valid JSON.')
    return rpcError(400, -32000, 'Mcp-Session-Id is missing. Send initialize first.')
  }

  const node = toNodeHandler(
    {
      fetch: async (request) => {
        if (!(await isLegacyRequest(request, undefined, { maxRequestBodySize: maxBodyBytes })))
          return modern.fetch(request)
        return legacy(request)
      },
    },
    {
      maxRequestBodySize: maxBodyBytes,
      onerror: (error) => log.warn('An MCP request over HTTP failed', { error: error.name }),
    },
  )

  return {
    notify: modern.notify,
    handle: (request, response) => node(request, response as Parameters<typeof node>[1]),
    async close() {
      clearInterval(sweeper)
      await modern.close()
      await Promise.all([...sessions.keys()].map((id) => end(id)))
    },
  }
}

function isInitialize(body: unknown): boolean {
  return isInitializeRequest(body) || (Array.isArray(body) && body.some((one) => isInitializeRequest(one)))
}

async function readJson(request: Request): Promise<{ ok: true; value: unknown } | { ok: false }> {
  try {
    return { ok: true, value: await request.json() }
  } catch {
    return { ok: false }
  }
}

function rpcError(status: number, code: number, message: string): Response {
  return Response.json({ jsonrpc: '2.0', error: { code, message }, id: null }, { status })
}
