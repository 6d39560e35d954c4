import type { Json } from '../../contract/json.ts'
import type { ServerDefinition, ToolDefinition } from '../catalog/api.ts'
import type { ToolProvider } from '../gateway/api.ts'

/** How a server is reached; secrets in `env` and `headers` are kept in the key store. */
export interface UpstreamConfig {
  /** `[a-z][a-z0-9_-]{0,63}`; also the folder in the tree. */
  name: string
  command?: string
  args?: string[]
  /** Environment of a stdio server, on top of a minimal one. */
  env?: Record<string, string>
  cwd?: string
  url?: string
  headers?: Record<string, string>
  /** A client registered beforehand at the server's sign-in; kept in the key store. */
  oauth?: { clientId: string; clientSecret?: string }
  /** Starts a local server with these folders only (beside the system's programs), and with or without network. Linux. */
  confine?: { read: string[]; write: string[]; network: boolean }
  /** Annotations of this server are believed (read-only → allowed without asking). */
  trusted: boolean
  enabled: boolean
}

export type UpstreamState = 'starting' | 'running' | 'needs-sign-in' | 'stopped' | 'failed'
export interface UpstreamStatus {
  name: string
  state: UpstreamState
  /** Plain words: what is wrong and what to do. */
  detail: string
  era?: 'modern' | 'legacy'
  /** Its process may use chosen folders only; a server that is not confined can do what the user can. */
  confined: boolean
  /** False when its network was taken away (local-only mode). */
  network: boolean
  tools: number
  since: number
  /** Last lines of the server's stderr. */
  log: string[]
}

/**
 * Connections to the user's other MCP servers. Created by `createUpstream({ databasePath, keys, clock, log })` in `index.ts`.
 * Starts servers on `start()`, restarts with back-off, lists tools leniently (one bad schema costs that tool).
 */
export interface Upstream {
  start(): Promise<void>
  /** Adds, connects, lists. Throws SERVER_EXISTS, BAD_SERVER; a server that fails to start is kept with its status. */
  add(config: UpstreamConfig): Promise<UpstreamStatus>
  remove(name: string): Promise<void>
  /**
   * Signs in to an HTTP server: opens its page in the user's browser, waits for the answer on 127.0.0.1, then connects. Throws
   * CANCELLED after five minutes, SERVER_UNAVAILABLE when refused.
   */
  signIn(name: string, open: (url: string) => Promise<void>, signal?: AbortSignal): Promise<UpstreamStatus>
  /** Resources and prompts that a server offers, and one of them; plain JSON. */
  resources(name: string): Promise<Json>
  readResource(name: string, uri: string): Promise<Json>
  prompts(name: string): Promise<Json>
  getPrompt(name: string, prompt: string, args: Record<string, string>): Promise<Json>
  restart(name: string): Promise<UpstreamStatus>
  /** Starts every server anew; after local-only mode was switched. */
  restartAll(): Promise<void>
  /** Changes trust or switches a server on or off; reconnects. */
  update(name: string, change: { trusted?: boolean; enabled?: boolean }): Promise<UpstreamStatus>
  /** Definitions; values of environment variables and headers are masked, they stay in the key store. */
  configs(): UpstreamConfig[]
  status(name?: string): UpstreamStatus[]
  provider(name: string): ToolProvider | undefined
  /** Tools whose description, schema or hints changed since the user accepted them; each is on *ask* until then. */
  changes(name: string): { tool: string; before: ToolDefinition; after: ToolDefinition }[]
  /** Accepts today's definition of one tool, or of all. */
  accept(name: string, tool?: string): void
  /** An image, sound or file that a tool returned, by the handle that code sees. Base64. */
  binary(handle: string): { type: 'image' | 'audio' | 'file'; data: string; mimeType: string } | undefined
  /** Called whenever a server's tools or state changed; `definition` undefined when the server went away. */
  onChange(listener: (name: string, definition: ServerDefinition | undefined) => void): () => void
  close(): Promise<void>
}
