import { AthenaError } from '../../contract/errors.ts'
import type { ServerDefinition } from '../catalog/api.ts'
import type { Client } from '@modelcontextprotocol/client'
import type { Json } from '../../contract/json.ts'
import type { ProviderContext, ToolProvider } from '../gateway/api.ts'
import type { Clock, KeyStore, Logger } from '../ports.ts'
import type { Upstream, UpstreamConfig, UpstreamStatus } from './api.ts'
import type { Fetch } from './guarded-fetch.ts'
import type { Authorizer } from './oauth.ts'
import { openReceiver } from './oauth-receiver.ts'
import { checkConfig } from './config.ts'
import { Connection } from './connection.ts'
import { describeChange } from './describe-change.ts'
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
  /** Questions of servers are put to the user, by the `ask` of the call they belong to; else servers are told that nobody can be asked. */
  elicits?: boolean
  /** Where a client metadata document of Athena is published (OAuth client id as URL). */
  clientMetadataUrl?: string
  /** The network; the conformance client answers some requests itself. */
  fetch?: Fetch
  /** The program that confines a local server, and the Node that runs it; without it a confined server is not started. */
  confiner?: { node: string; script: string }
  /** Whether local-only mode is on: no server gets a network, and nothing is fetched. */
  localOnly?: () => boolean
  /** Signs in without a browser; for tests that play the user. */
  authorizer?: Authorizer
}

/** Time for listing or reading resources and prompts. */
const readMs = 30_000

/** Connections to the user's other MCP servers; see {@link Upstream}. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { clock, log, version = '0.0.0', localOnly = () => false } = options
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
      keys: options.keys,
      fetch: (input, init) => {
        if (localOnly()) throw new AthenaError('LOCAL_ONLY')
        return (options.fetch ?? fetch)(input, init)
      },
      localOnly,
      ...(options.elicits === undefined ? {} : { elicits: options.elicits }),
      ...(options.clientMetadataUrl === undefined ? {} : { clientMetadataUrl: options.clientMetadataUrl }),
      ...(options.confiner === undefined ? {} : { confiner: options.confiner }),
      ...(options.authorizer === undefined ? {} : { authorizer: options.authorizer }),
      onChange: () => {
        if (connections.get(config.name) === connection) tell(config.name)
      },
    })
    connections.set(config.name, connection)
    providers.set(config.name, {
      callTool: (tool, args, context) => connection.call(tool, args, context),
      trust: config.trusted ? 'trusted' : 'untrusted',
      changed: (tool) => changedSentence(connection, tool),
      acceptChange: (tool) => accept(connection, tool),
    })
    return connection
  }

  async function read(name: string, work: (client: Client) => Promise<unknown>): Promise<Json> {
    const context: ProviderContext = {
      caller: { execution: '', session: '', client: 'athena' },
      timeoutMs: readMs,
      signal: new AbortController().signal,
    }
    return JSON.parse(JSON.stringify(await get(name).use(work, context))) as Json
  }

  /** Athena's own stand-ins change with Athena alone, which is nobody's attack. */
  function changesOf(connection: Connection): ReturnType<ServerStore['changed']> {
    return store
      .changed(connection.config.name, connection.tools)
      .filter(({ tool }) => !connection.isStandIn(tool))
  }

  function changedSentence(connection: Connection, tool: string): string | undefined {
    const changed = changesOf(connection).find((one) => one.tool === tool)
    return changed && describeChange(changed.before, changed.after)
  }

  function accept(connection: Connection, tool: string | undefined): void {
    for (const changed of store.changed(connection.config.name, connection.tools)) {
      if (tool === undefined || changed.tool === tool) store.accept(connection.config.name, changed.after)
    }
    tell(connection.config.name)
  }

  async function restart(name: string): Promise<UpstreamStatus> {
    const before = get(name)
    connections.delete(name)
    await before.close()
    const connection = open(before.config)
    if (before.config.enabled) await connection.connect()
    tell(name)
    return connection.status()
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

    async signIn(name, open, signal = new AbortController().signal) {
      const connection = get(name)
      const receiver = await openReceiver(await connection.signInPort())
      try {
        await connection.signIn({
          redirectUrl: receiver.redirectUrl,
          async authorize(url, state) {
            const answer = receiver.wait(state, signal)
            await open(url.toString())
            return answer
          },
        })
      } finally {
        await receiver.close()
      }
      tell(name)
      return connection.status()
    },

    resources: (name) => read(name, async (client) => (await client.listResources()).resources),
    readResource: (name, uri) => read(name, async (client) => (await client.readResource({ uri })).contents),
    prompts: (name) => read(name, async (client) => (await client.listPrompts()).prompts),
    getPrompt: (name, prompt, args) =>
      read(name, (client) => client.getPrompt({ name: prompt, arguments: args })),

    restart,

    async restartAll() {
      await Promise.all([...connections.keys()].map((name) => restart(name)))
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
        ...(config.oauth?.clientSecret === undefined
          ? {}
          : { oauth: { clientId: config.oauth.clientId, clientSecret: '•••' } }),
      }))
    },

    status(name) {
      if (name !== undefined) return [get(name).status()]
      return [...connections.values()].map((connection) => connection.status())
    },

    provider: (name) => (connections.get(name)?.config.enabled === true ? providers.get(name) : undefined),

    changes: (name) => changesOf(get(name)),

    accept: (name, tool) => accept(get(name), tool),

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
