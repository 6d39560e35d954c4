import type { Method, ParsedParams, Result } from '../contract/methods.ts'
import type { McpServer } from './mcp-server/api.ts'

/** One handler a method: a missing one is a compile error. */
export type Handlers = { [M in Method]: (params: ParsedParams<M>, signal: AbortSignal) => Promise<Result<M>> }

/** An event of a topic. `seq` grows by one with every event of that topic. */
export interface TopicEvent {
  seq: number
  value: unknown
}

/** What shells subscribe to for their pages. */
export interface Topics {
  /**
   * Delivers events of a topic from now on. With `after`, first replays what came after that number from a bounded
   * tail, or calls `reset` when the tail does not reach back that far.
   */
  subscribe(
    topic: string,
    listener: (event: TopicEvent) => void,
    after?: number,
    reset?: (seq: number) => void,
  ): () => void
}

/** The running product, without a shell. Created by `createHost(ports)` in `host.ts`. */
export interface Host {
  handlers: Handlers
  topics: Topics
  mcp: McpServer
  /** Tells the host where its shell listens, for `host.info` and doctor. */
  setEndpoint(endpoint: {
    page: string
    mcpUrl: string
    tokenFile: string
    socket: string
    shell: 'headless' | 'electron'
  }): void
  /** Set by the shell: called by `host.stop` after the answer was sent. */
  onStopRequested(listener: () => void): void
  /** Stops runs, servers and the sandbox, closes the databases. No process is left. */
  close(): Promise<void>
}
