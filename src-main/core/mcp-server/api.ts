import type { Duplex, Readable, Writable } from 'node:stream'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SearchRequest } from '../catalog/api.ts'

/** What the five tools need from the host. Everything returned is the exact text a model gets. */
export interface McpHost {
  /** Runs code; resolves with the answer, or after `handBackMs` with a `running` answer and the execution id. */
  execute(request: {
    code: string
    session?: string
    timeoutMs?: number
    dryRun?: boolean
    client: string
    signal: AbortSignal
    onProgress?: (message: string) => void
  }): Promise<McpAnswer>
  wait(request: {
    executionId: string
    waitMs: number
    offset?: number
    client: string
    signal: AbortSignal
  }): Promise<McpAnswer>
  search(request: SearchRequest): Promise<McpAnswer>
  readFiles(request: { paths: string[]; session?: string; client: string }): Promise<McpAnswer>
  callTool(request: {
    tool: string
    arguments: unknown
    session?: string
    client: string
    signal: AbortSignal
  }): Promise<McpAnswer>
  /** `athena://…` resources. */
  listResources(): { uri: string; name: string; description: string; mimeType: string }[]
  readResource(uri: string): Promise<{ text: string; mimeType: string } | undefined>
  /** Told of every handshake and disconnect, for the list of clients. */
  onClient(event: {
    id: string
    name: string
    version: string
    protocol: string
    transport: 'stdio' | 'http'
    connected: boolean
  }): void
}

export interface McpAnswer {
  text: string
  isError: boolean
  /** Images and files the code emitted, as MCP content. */
  content?: { type: 'image' | 'audio'; data: string; mimeType: string }[]
}

/** The constant MCP server, both protocol eras. Created by `createMcpServer(host, { version, log })` in `index.ts`. */
export interface McpServer {
  /** Serves one client over newline-delimited JSON: a local socket or stdin/stdout. Resolves when the client is gone. */
  serveStream(stream: Duplex | { readable: Readable; writable: Writable }): Promise<void>
  /** Serves one Streamable HTTP request. Host, Origin and bearer token have been checked by the shell. */
  handleHttp(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Tokens (o200k) of the five definitions plus instructions. */
  definitionTokens(): number
  close(): Promise<void>
}
