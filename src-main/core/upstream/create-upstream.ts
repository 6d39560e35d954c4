import { AthenaError } from '../../contract/errors.ts'
import type { ServerDefinition } from '../catalog/api.ts'
import type { ToolProvider } from '../gateway/api.ts'
import type { Clock, KeyStore, Logger } from '../ports.ts'
import type { Upstream, UpstreamConfig } from './api.ts'
import { checkConfig } from './config.ts'
import { Connection } from './connection.ts'
import { createHandleStore } from './handles.ts'
import { ServerStore } from './store.ts'

/** What {@link createUpstream} needs. */
export interface UpstreamOptions {
  /** Path of servers.db; made when absent. */
  databasePath: string
  keys: KeyStore
  clock: Clock
  log: Logger
  /** Athena's version, told to servers. */
  version?: string
}

/** Connections to the user's other MCP servers; see {@link Upstream}. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { clock, log, version = '0.0.0' } = options
  const store = new ServerStore(options.databasePath, options.keys)
  const handles = createHandleStore()
  const connections = new Map<string, Connection>()
  const providers = new Map<string, ToolProvider>()
  const listeners = new Set<(name: string, definition: ServerDefinition | undefined) => void>()
  const adding = new Set<string>()
  let closed = false

  function get(name: string): Connection {
    const connection = connections.get(name)
    if (connection) return connection
    const known = [...connections.keys()]
    throw new AthenaError(
      'UNKNOWN_SERVER',
      `There is no server "${name.slice(0, 64)}". ${known.length === 0 ? 'None has been added yet' : `Known: ${known.join(', ')}`}.`,
    )
  }

  function tell(name: string): void {
    if (closed) return
    const connection = connections.get(name)
    const definition = connection === undefined || !connection.config.enabled ? undefined : define(connection)
    for (const listener of listeners) listener(name, definition)
  }

  function open(config: UpstreamConfig): Connection {
    const connection = new Connection({
      config,
      version,
      store,
      handles,
      clock,
      log,
      onChange: () => {
        if (connections.get(config.name) === connection) tell(config.name)
      },
    })
    connections.set(config.name, connection)
    providers.set(config.name, {
      callTool: (tool, args, context) => connection.call(tool, args, context),
      trust: config.trusted ? 'trusted' : 'untrusted',
      changed: (tool) => changedSentence(connection, tool),
    })
    return connection
  }

  function changedSentence(connection: Connection, tool: string): string | undefined {
    const changed = store.changed(connection.config.name, connection.tools).find((one) => one.tool === tool)
    if (!changed) return undefined
    const parts = (['description', 'inputSchema', 'outputSchema', 'annotations'] as const).filter(
      (part) => JSON.stringify(changed.before[part]) !== JSON.stringify(changed.after[part]),
    )
    return `The server changed this tool (${parts.join(', ') || 'title'}) since you last accepted it.`
  }

  return {
    async start() {
      for (const config of await store.load()) {
        const connection = open(config)
        // The tools of the last listing are there at once; calls wait for the connection.
        tell(config.name)
        if (config.enabled) void connection.connect()
      }
    },

    async add(config) {
      checkConfig(config)
      const { name } = config
      if (connections.has(name) || adding.has(name)) {
        throw new AthenaError(
          'SERVER_EXISTS',
          `There is already a server "${name}". Remove it first (athena server remove ${name}) or choose another name.`,
        )
      }
      adding.add(name)
      try {
        await store.save(config, clock.now())
        const connection = open(config)
        if (config.enabled) await connection.connect()
        tell(name)
        return connection.status()
      } finally {
        adding.delete(name)
      }
    },

    async remove(name) {
      const connection = get(name)
      connections.delete(name)
      providers.delete(name)
      await connection.close()
      await store.remove(name)
      tell(name)
    },

    async restart(name) {
      const before = get(name)
      connections.delete(name)
      await before.close()
      const connection = open(before.config)
      if (before.config.enabled) await connection.connect()
      tell(name)
      return connection.status()
    },

    async update(name, change) {
      const before = get(name)
      const config = { ...before.config, ...change }
      checkConfig(config)
      connections.delete(name)
      await before.close()
      store.setFlags(name, config)
      const connection = open(config)
      if (config.enabled) await connection.connect()
      tell(name)
      return connection.status()
    },

    configs() {
      return [...connections.values()].map(({ config }) => ({
        ...config,
        ...(config.env === undefined ? {} : { env: masked(config.env) }),
        ...(config.headers === undefined ? {} : { headers: masked(config.headers) }),
      }))
    },

    status(name) {
      if (name !== undefined) return [get(name).status()]
      return [...connections.values()].map((connection) => connection.status())
    },

    provider: (name) => (connections.get(name)?.config.enabled === true ? providers.get(name) : undefined),

    changes: (name) => store.changed(name, get(name).tools),

    accept(name, tool) {
      const connection = get(name)
      for (const changed of store.changed(name, connection.tools)) {
        if (tool === undefined || changed.tool === tool) store.accept(name, changed.after)
      }
      tell(name)
    },

    binary: (handle) => handles.get(handle),

    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    async close() {
      closed = true
      await Promise.all([...connections.values()].map((connection) => connection.close()))
      connections.clear()
      store.close()
    },
  }
}

function define(connection: Connection): ServerDefinition {
  return {
    name: connection.config.name,
    title: connection.title,
    description: connection.description,
    kind: 'upstream',
    tools: connection.tools,
  }
}

function masked(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.keys(values).map((key) => [key, '•••']))
}
