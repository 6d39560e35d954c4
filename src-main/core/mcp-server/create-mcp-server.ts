import type { Readable, Writable } from 'node:stream'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import type { EventStore } from '@modelcontextprotocol/server'
import { randomUUID } from 'node:crypto'
import type { Logger } from '../ports.ts'
import { countTokens } from '../tokens/index.ts'
import type { McpHost, McpServer } from './api.ts'
import { buildServer, type Fixtures } from './build-server.ts'
import { instructions, listedTools } from './definitions.ts'
import { createHttpSide } from './http.ts'
import type { RequestClient } from './request-context.ts'

/** What {@link createMcpServer} needs beside the host. */
export interface McpServerOptions {
  version: string
  log: Logger
  /** Registers fixtures for the conformance suite on the same stack; never set by a shell. */
  fixtures?: Fixtures
  /** Makes resumable streams for legacy HTTP sessions; used with the conformance fixtures. */
  eventStore?: () => EventStore
  retryInterval?: number
}

/** The MCP server that clients see: five constant tools, resources, prompts; see {@link McpServer}. */
export function createMcpServer(host: McpHost, options: McpServerOptions): McpServer {
  const { version, log, fixtures } = options
  const streams = new Set<() => Promise<void>>()
  const build = (onClient: (client: RequestClient) => void) =>
    buildServer({
      host,
      version,
      log,
      onClient,
      notify: {
        toolsChanged: () => http.notify.toolsChanged(),
        promptsChanged: () => http.notify.promptsChanged(),
      },
      ...(fixtures === undefined ? {} : { fixtures }),
    })

  function tell(id: string, client: RequestClient, transport: 'stdio' | 'http', connected: boolean): void {
    host.onClient({
      id,
      name: client.name,
      version: client.version,
      protocol: client.protocol ?? '',
      transport,
      connected,
    })
  }

  const http = createHttpSide({
    build,
    onClient: (key, client, connected) => tell(`http:${key}`, client, 'http', connected),
    log,
    // Monotonic: a client that slept with the computer finds its session again.
    now: () => performance.now(),
    ...(options.eventStore === undefined ? {} : { eventStore: options.eventStore }),
    ...(options.retryInterval === undefined ? {} : { retryInterval: options.retryInterval }),
  })

  let tokens: number | undefined
  return {
    async serveStream(stream) {
      const { readable, writable } =
        'readable' in stream && typeof stream.readable !== 'boolean'
          ? stream
          : { readable: stream as Readable, writable: stream as unknown as Writable }
      const id = `stdio:${randomUUID()}`
      let client: RequestClient | undefined
      const transport = new StdioServerTransport(readable, writable)
      const handle = serveStdio(
        () =>
          build((named) => {
            if (client?.name === named.name && client.version === named.version) return
            client = named
            tell(id, named, 'stdio', true)
          }),
        { transport, onerror: (error) => log.debug('MCP over a stream', { error: error.name }) },
      )
      const close = () => handle.close()
      streams.add(close)
      await new Promise<void>((resolve) => {
        readable.once('end', resolve)
        readable.once('close', resolve)
        readable.once('error', () => resolve())
        writable.once('error', () => resolve())
        writable.once('close', resolve)
      })
      streams.delete(close)
      await close()
      if (client) tell(id, client, 'stdio', false)
    },
    handleHttp: (request, response) => http.handle(request, response),
    definitionTokens() {
      tokens ??= countTokens(JSON.stringify(listedTools())) + countTokens(instructions)
      return tokens
    },
    async close() {
      await Promise.all([...streams].map((close) => close()))
      await http.close()
    },
  }
}
