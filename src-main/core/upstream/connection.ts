import {
  ProtocolError,
  SdkError,
  SdkErrorCode,
  SdkHttpError,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  UnauthorizedError,
} from '@modelcontextprotocol/client'
import type { Client, PriorDiscovery, Tool, Transport } from '@modelcontextprotocol/client'
import { z } from 'zod'
import { AthenaError } from '../../contract/errors.ts'
import type { Json } from '../../contract/json.ts'
import type { ProviderContext, QuestionAnswer, ServerQuestion } from '../gateway/api.ts'
import { createDeadline, type Deadline } from '../gateway/index.ts'
import type { ToolDefinition } from '../catalog/api.ts'
import type { Clock, KeyStore, Logger } from '../ports.ts'
import type { UpstreamConfig, UpstreamState, UpstreamStatus } from './api.ts'
import { loginShellPath, serverEnvironment } from './environment.ts'
import type { HandleStore } from './handles.ts'
import { limitBody, type Fetch } from './guarded-fetch.ts'
import { cannotConfineCode, confine, refuseUrl } from './confine.ts'
import { describeStart, isFinal, isTimeout, messageOf } from './connection-errors.ts'
import { RingLog } from './line-reader.ts'
import { listTools } from './list-tools.ts'
import { makeClient } from './make-client.ts'
import { resourceToolsOf, runResourceTool } from './resource-tools.ts'
import { OAuthSession, type Authorizer } from './oauth.ts'
import { StdioTransport } from './stdio-transport.ts'
import type { ServerStore } from './store.ts'
import { unwrapToolResult } from './unwrap.ts'

/** First start may download the server (npx, uvx). */
const connectMs = 60_000
const listMs = 30_000
/** Longest time a timer can be set to. */
const longestMs = 2 ** 31 - 1
/** A verdict of `legacy` is doubted after a week: an upgraded server still answers `initialize`. */
const eraHorizonMs = 7 * 24 * 3600_000
/** Waits before the next start, milliseconds; after the last one the server stays down until somebody restarts it. */
const backOffMs = [500, 1000, 2000, 5000, 15_000, 30_000, 60_000]
/** A server that ran this long has recovered; its next fall starts at the first wait again. */
const recoveredMs = 60_000

const looseResult = z.looseObject({
  content: z.unknown().optional(),
  structuredContent: z.unknown().optional(),
  isError: z.unknown().optional(),
})

/** What a connection needs from its owner. */
export interface ConnectionOptions {
  config: UpstreamConfig
  version: string
  store: ServerStore
  handles: HandleStore
  clock: Clock
  log: Logger
  keys: KeyStore
  fetch: Fetch
  /** Questions of the server are put to the user; else it is told that nobody can be asked. */
  elicits?: boolean
  clientMetadataUrl?: string
  confiner?: { node: string; script: string }
  /** No network for the server; see `Upstream`. */
  localOnly: () => boolean
  /** Signs in by itself; for tests that play the user. */
  authorizer?: Authorizer
  /** Called after the tools or the state changed. */
  onChange: () => void
}

/** One server: its process or address, its state, its tools, and restarts. */
export class Connection {
  readonly config: UpstreamConfig
  tools: ToolDefinition[]
  title: string
  description: string
  readonly #options: ConnectionOptions
  readonly #ring = new RingLog()
  #state: UpstreamState = 'stopped'
  #detail = ''
  #era: 'modern' | 'legacy' | undefined
  #since: number
  #sinceMonotonic: number
  #client: Client | undefined
  #transport: Transport | undefined
  /** The last process, kept for how it ended. */
  #process: StdioTransport | undefined
  readonly #oauth: OAuthSession | undefined
  #attempt: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #closed = false
  /** Names of tools that stand for resources and prompts; Athena wrote them, the server did not. */
  #standIns: ReadonlySet<string> = new Set()
  /** Calls that the server is working on, oldest first. */
  readonly #calls = new Set<{ context: ProviderContext; deadline: Deadline }>()
  #isConfined = false

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.config = options.config
    this.#since = options.clock.now()
    this.#sinceMonotonic = options.clock.monotonic()
    this.#oauth = createOAuth(options)
    const listing = options.store.listing(this.config.name)
    this.tools = listing?.tools ?? []
    this.title = listing?.title ?? this.config.name
    this.description = listing?.description ?? ''
  }

  status(): UpstreamStatus {
    return {
      name: this.config.name,
      state: this.#state,
      detail: this.#detail,
      ...(this.#era === undefined ? {} : { era: this.#era }),
      confined: this.config.confine !== undefined,
      network: this.config.url !== undefined || !(this.#isConfined && this.#options.localOnly()),
      tools: this.tools.length,
      since: this.#since,
      log: this.#ring.lines(),
    }
  }

  /** Connects and lists; never throws: what went wrong is in the status. */
  connect(): Promise<void> {
    if (this.#closed) return Promise.resolve()
    this.#stopWaiting()
    this.#attempt ??= this.#connect().finally(() => {
      this.#attempt = undefined
    })
    return this.#attempt
  }

  async call(tool: string, args: Json, context: ProviderContext): Promise<Json | undefined> {
    if (this.config.url !== undefined && this.#options.localOnly()) refuseUrl(this.config)
    const client = await this.#ready(context)
    const { name } = this.config
    const limit = new AbortController()
    const deadline = createDeadline(context.timeoutMs, () => limit.abort())
    const open = { context, deadline }
    this.#calls.add(open)
    try {
      const signal = AbortSignal.any([context.signal, limit.signal])
      if (this.#standIns.has(tool)) {
        const options = { timeout: longestMs, signal }
        return await runResourceTool(tool, client, args, this.#options.handles, options)
      }
      const result = await this.#request(client, tool, args, { ...context, signal })
      return unwrapToolResult(result, this.#options.handles, { server: name, tool })
    } catch (error) {
      if (limit.signal.aborted && !context.signal.aborted) throw this.#late(tool, context)
      throw this.#callError(error, tool, context)
    } finally {
      this.#calls.delete(open)
      deadline.clear()
    }
  }

  /** A question that the server puts to the user. It may ask only while it works on a call, whose run and window it then belongs to. */
  async #ask(question: ServerQuestion): Promise<QuestionAnswer> {
    // Which call it is about is not said; the latest is as good a guess as any. None of them is at fault for the time it takes.
    const open = [...this.#calls]
    const ask = open.at(-1)?.context.ask
    if (ask === undefined) {
      this.#ring.note('asked the user something while no call was running; it was told that nobody answers')
      return { action: 'cancel' }
    }
    for (const { deadline } of open) deadline.hold()
    try {
      return await ask(question)
    } finally {
      for (const { deadline } of open) deadline.release()
    }
  }

  /** Signs in with the user's help and connects. */
  async signIn(authorizer: Authorizer): Promise<void> {
    if (this.#options.localOnly()) refuseUrl(this.config)
    if (!this.#oauth) {
      throw new AthenaError(
        'BAD_SERVER',
        `The server "${this.config.name}" has no sign-in: it is ${this.config.url === undefined ? 'a local program' : 'given its own Authorization header'}.`,
      )
    }
    await this.#oauth.signIn(authorizer)
    this.#failures = 0
    await this.#drop()
    await this.connect()
  }

  /** Port to wait on for the browser, if the server already knows one. */
  signInPort(): Promise<number | undefined> {
    return this.#oauth?.redirectPort() ?? Promise.resolve(undefined)
  }

  /** Whether a tool is Athena's own stand-in for resources or prompts. */
  isStandIn(tool: string): boolean {
    return this.#standIns.has(tool)
  }

  /** Runs a request against the connected server; for resources and prompts. */
  async use<T>(work: (client: Client) => Promise<T>, context: ProviderContext): Promise<T> {
    const client = await this.#ready(context)
    try {
      return await work(client)
    } catch (error) {
      throw this.#callError(error, 'resources', context)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stopWaiting()
    await this.#drop()
    await this.#attempt
    this.#set('stopped', 'Stopped.')
  }

  async #request(client: Client, tool: string, args: Json, context: ProviderContext) {
    const options = {
      // The limit is kept by the signal, which stands still while the user is asked.
      timeout: longestMs,
      signal: context.signal,
      ...(context.onProgress === undefined
        ? {}
        : {
            onprogress: (progress: { progress: number; total?: number; message?: string }) =>
              context.onProgress?.(
                progress.message ??
                  (progress.total === undefined
                    ? `${progress.progress}`
                    : `${progress.progress} of ${progress.total}`),
              ),
          }),
    }
    const params = { name: tool, arguments: args as Record<string, unknown> }
    // The modern era mirrors arguments into HTTP headers, which needs the definition; its output schema is left out, since
    // a result that does not fit the server's own promise is still worth more to the agent than an error.
    if (this.#era === 'modern') {
      const definition = this.tools.find((candidate) => candidate.name === tool)
      if (definition) {
        return client.callTool(params, {
          ...options,
          toolDefinition: { name: tool, inputSchema: definition.inputSchema } as Tool,
        })
      }
    }
    return client.request({ method: 'tools/call', params }, looseResult, options)
  }

  /** The client, once connected. A call to a server that is starting waits for it within its own time. */
  async #ready(context: ProviderContext): Promise<Client> {
    // The server fell and will be started again in a moment: the call is reason enough to do it now, once.
    if (this.#client === undefined && this.#timer !== undefined && this.#failures <= 2) void this.connect()
    if (this.#client === undefined && this.#attempt !== undefined) {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, context.timeoutMs)
        context.signal.addEventListener('abort', () => resolve(), { once: true })
      })
      await Promise.race([this.#attempt, late])
      clearTimeout(timer)
    }
    if (this.#client !== undefined && this.#state === 'running') return this.#client
    throw new AthenaError(
      'SERVER_UNAVAILABLE',
      this.#state === 'starting'
        ? `The server "${this.config.name}" is still starting. Try again in a moment.`
        : `The server "${this.config.name}" is not running: ${this.#detail || 'it is stopped.'}`,
      { server: this.config.name },
    )
  }

  #callError(error: unknown, tool: string, context: ProviderContext): AthenaError {
    const { name } = this.config
    const data = { server: name, tool }
    if (context.signal.aborted)
      return new AthenaError('CANCELLED', `The call ${name}/${tool} was cancelled.`, data)
    if (error instanceof AthenaError && this.#oauth?.needed === undefined) return error
    if (error instanceof SdkError && error.code === SdkErrorCode.RequestTimeout) {
      return this.#late(tool, context)
    }
    if (this.#needsSignIn(error)) {
      this.#set(
        'needs-sign-in',
        `${this.#oauth?.needed ?? 'The server asks to sign in'}: athena server sign-in ${name}`,
      )
      return new AthenaError('SERVER_UNAVAILABLE', `The server "${name}" asks to sign in again.`, data)
    }
    if (error instanceof ProtocolError) {
      return new AthenaError('TOOL_FAILED', `${name}/${tool} answered with an error: ${error.message}`, {
        ...data,
        content: { code: error.code },
      })
    }
    const lost = error instanceof SdkError && error.code === SdkErrorCode.ConnectionClosed
    if (!lost && this.config.url !== undefined) this.#lost(messageOf(error))
    return new AthenaError(
      'SERVER_UNAVAILABLE',
      lost
        ? `The server "${name}" ended during the call ${name}/${tool}${this.#exit()}. Whether the call took effect is unknown. The server is being started again.`
        : `The call ${name}/${tool} did not get through: ${messageOf(error)}`,
      data,
    )
  }

  #late(tool: string, context: ProviderContext): AthenaError {
    const { name } = this.config
    return new AthenaError(
      'TOOL_TIMEOUT',
      `${name}/${tool} did not answer within ${context.timeoutMs / 1000} s. It may still have done its work.`,
      { server: name, tool },
    )
  }

  #needsSignIn(error: unknown): boolean {
    if (this.#oauth?.needed !== undefined) return true
    return error instanceof UnauthorizedError || (error instanceof SdkHttpError && error.status === 401)
  }

  async #connect(): Promise<void> {
    this.#set('starting', this.config.url === undefined ? 'Starting.' : 'Connecting.')
    try {
      const client = await this.#negotiate()
      if (this.#closed) {
        await client.close()
        return
      }
      this.#client = client
      this.#era = client.getProtocolEra() === 'modern' ? 'modern' : 'legacy'
      const discover = client.getDiscoverResult()
      this.#options.store.setEra(this.config.name, {
        era: this.#era,
        at: this.#options.clock.now(),
        ...(this.#era === 'modern' && discover !== undefined ? { discover } : {}),
      })
      await this.#list(client)
      if (this.#client !== client) throw new Error(`it ended right after its start${this.#exit()}`)
      this.#set('running', '')
    } catch (error) {
      const exit = this.#exit()
      await this.#drop()
      if (this.#closed) return
      this.#failed(error, exit)
    }
  }

  /**
   * Connects in the era the server speaks. The verdict is cached, for the probe costs a round trip; where a server dies of
   * the probe (old SDKs end on any request before `initialize`) it is started again as legacy.
   */
  async #negotiate(): Promise<Client> {
    const verdict = this.#options.store.era(this.config.name)
    // A verdict of the future was made before the clock was set back: its age is not known.
    const age = verdict === undefined ? -1 : this.#options.clock.now() - verdict.at
    const fresh = verdict !== undefined && age >= 0 && age < eraHorizonMs
    const prior = fresh ? toPrior(verdict) : undefined
    const started = this.#options.clock.monotonic()
    try {
      return await this.#open(prior)
    } catch (error) {
      if (isFinal(error) || this.#oauth?.needed !== undefined || this.#cannotConfine()) throw error
      if (prior !== undefined) {
        this.#options.store.setEra(this.config.name, undefined)
        if (prior.kind === 'modern') return this.#open(undefined)
      } else if (this.config.url === undefined) {
        // A timeout this early is that of the question for the era: old servers never answer it, slow ones (a first `npx`) not in time.
        const isLate = this.#options.clock.monotonic() - started > connectMs / 2
        if (messageOf(error).includes('ENOENT') || (isTimeout(error) && isLate)) throw error
        const how = isTimeout(error) ? 'was silent' : 'ended'
        this.#ring.note(`${how} when asked which protocol it speaks; started again with the older handshake`)
        return this.#open({ kind: 'legacy' })
      }
      if (error instanceof SdkHttpError && [400, 404, 405].includes(error.status ?? 0))
        return this.#open({ kind: 'legacy' }, true)
      throw error
    }
  }

  async #open(prior: PriorDiscovery | undefined, sse = false): Promise<Client> {
    const transport = await this.#makeTransport(sse)
    this.#transport = transport
    this.#process = transport instanceof StdioTransport ? transport : undefined
    const { version, elicits, log } = this.#options
    const client = makeClient({
      server: this.config.name,
      version,
      log,
      ring: this.#ring,
      ...(elicits === true ? { elicit: (question) => this.#ask(question) } : {}),
      onToolsChanged: () => void this.#relist(),
    })
    try {
      await client.connect(transport, {
        timeout: connectMs,
        ...(prior === undefined ? {} : { prior }),
      })
    } catch (error) {
      await transport.close()
      throw error
    }
    client.onclose = () => {
      if (this.#client === client) this.#lost(`it ended${this.#exit()}`)
    }
    return client
  }

  async #makeTransport(sse: boolean): Promise<Transport> {
    const { config } = this
    if (config.url !== undefined) {
      if (this.#options.localOnly()) refuseUrl(config)
      const url = new URL(config.url)
      const send = this.#oauth?.fetch ?? this.#options.fetch
      const options = {
        requestInit: { headers: config.headers ?? {} },
        fetch: async (input: string | URL, init?: RequestInit) => limitBody(await send(input, init)),
      }
      return sse ? new SSEClientTransport(url, options) : new StreamableHTTPClientTransport(url, options)
    }
    const own = { command: config.command ?? '', args: config.args ?? [] }
    const confined = confine(config, this.#options.confiner, this.#options.localOnly())
    this.#isConfined = confined !== undefined
    const environment = { ...config.env, ...confined?.env }
    return new StdioTransport({
      ...(confined ?? own),
      env: serverEnvironment(environment, await loginShellPath()),
      ...(config.cwd === undefined ? {} : { cwd: config.cwd }),
      log: this.#ring,
    })
  }

  async #list(client: Client): Promise<void> {
    const info = client.getServerVersion()
    const instructions = client.getInstructions()
    const { tools, refused } =
      client.getServerCapabilities()?.tools === undefined
        ? { tools: [], refused: ['the server offers no tools'] }
        : await listTools(
            client,
            listMs,
            this.config.url !== undefined && client.getProtocolEra() === 'modern',
          )
    for (const reason of refused) this.#ring.note(`tool left out: ${reason}`)
    const standIns = resourceToolsOf(client, new Set(tools.map((tool) => tool.name)))
    this.#standIns = new Set(standIns.map((tool) => tool.name))
    this.tools = [...tools, ...standIns]
    this.title = (info?.title ?? info?.name ?? this.config.name).slice(0, 200)
    this.description = (instructions ?? '').slice(0, 4000)
    this.#options.store.setListing(this.config.name, {
      title: this.title,
      description: this.description,
      tools: this.tools,
    })
  }

  async #relist(): Promise<void> {
    const client = this.#client
    if (client === undefined || this.#state !== 'running') return
    try {
      await this.#list(client)
      this.#options.onChange()
    } catch (error) {
      this.#ring.note(`its changed list of tools could not be read: ${messageOf(error)}`)
    }
  }

  /** The connection went away by itself. */
  #lost(reason: string): void {
    if (this.#closed || this.#client === undefined) return
    const ran = this.#options.clock.monotonic() - this.#sinceMonotonic
    if (ran > recoveredMs) this.#failures = 0
    const exit = this.#exit()
    void this.#drop()
    this.#failed(new Error(reason), reason.includes(exit) ? '' : exit)
  }

  #failed(error: unknown, exit: string): void {
    const { name } = this.config
    if (this.#needsSignIn(error)) {
      this.#set(
        'needs-sign-in',
        `${this.#oauth?.needed ?? 'The server asks to sign in'}: athena server sign-in ${name}`,
      )
      return
    }
    const last = this.#ring.lines().findLast((line) => line.trim() !== '' && !line.startsWith('[athena]'))
    const said =
      last === undefined || exit.includes(last) ? '' : `. It last said: ${last.trim().slice(0, 200)}`
    const what = describeStart(error, this.config) + exit + said
    this.#ring.note(what)
    const wait =
      isFinal(error) || this.#cannotConfine() || messageOf(error).includes('ENOENT')
        ? undefined
        : backOffMs[this.#failures]
    this.#failures += 1
    if (wait === undefined) {
      this.#set('failed', `${what}. Correct it, then: athena server restart ${name}`)
      return
    }
    this.#set('failed', `${what}. Trying again in ${wait / 1000} s.`)
    this.#timer = setTimeout(() => void this.connect(), wait)
    this.#timer.unref()
  }

  #stopWaiting(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #drop(): Promise<void> {
    const client = this.#client
    const transport = this.#transport
    this.#client = undefined
    this.#transport = undefined
    // A legacy HTTP session is given back; its server may hold memory for it.
    if (transport instanceof StreamableHTTPClientTransport) await settle(transport.terminateSession())
    await settle(client?.close())
    await settle(transport?.close())
  }

  /** The launcher could not confine the server, so it was not started. */
  #cannotConfine(): boolean {
    return this.#isConfined && this.#process?.exit === `exit code ${cannotConfineCode}`
  }

  #exit(): string {
    if (this.#cannotConfine())
      return ` (${this.#ring.lines().findLast((line) => line.startsWith('cannot be confined')) ?? ''})`
    return this.#process?.exit === undefined ? '' : ` (${this.#process.exit})`
  }

  #set(state: UpstreamState, detail: string): void {
    const changed = state !== this.#state
    this.#state = state
    this.#detail = detail
    if (changed) {
      this.#since = this.#options.clock.now()
      this.#sinceMonotonic = this.#options.clock.monotonic()
    }
    if (state === 'running')
      this.#options.log.info('Server running', { server: this.config.name, tools: this.tools.length })
    this.#options.onChange()
  }
}

/** A server with an Authorization header of its own is left alone. */
function createOAuth(options: ConnectionOptions): OAuthSession | undefined {
  const { config, keys, fetch, clientMetadataUrl, authorizer } = options
  const hasOwn = Object.keys(config.headers ?? {}).some((name) => name.toLowerCase() === 'authorization')
  if (config.url === undefined || hasOwn) return undefined
  return new OAuthSession({
    server: config.name,
    url: config.url,
    keys,
    fetch,
    ...(clientMetadataUrl === undefined ? {} : { clientMetadataUrl }),
    ...(config.oauth === undefined ? {} : { client: config.oauth }),
    ...(authorizer === undefined ? {} : { authorizer }),
  })
}

function toPrior(verdict: { era: 'modern' | 'legacy'; discover?: unknown }): PriorDiscovery | undefined {
  if (verdict.era === 'legacy') return { kind: 'legacy' }
  return verdict.discover === undefined
    ? undefined
    : ({ kind: 'modern', discover: verdict.discover } as PriorDiscovery)
}

async function settle(promise: Promise<unknown> | undefined): Promise<void> {
  try {
    await promise
  } catch {
    // It is going away; how is of no interest any more.
  }
}
