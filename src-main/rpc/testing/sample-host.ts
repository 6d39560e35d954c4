import { AthenaError } from '../../contract/errors.ts'
import { methods } from '../../contract/methods.ts'
import type { Handlers, Host, TopicEvent, Topics } from '../../core/host-api.ts'

/**
 * A small host for tests of links and shells: real handlers with answers that are easy to check, a real topic log, and
 * an MCP server that echoes lines. The product's own host is core/host.ts.
 */
export interface SampleHost extends Host {
  publish(topic: string, value: unknown): void
  /** Signals of the calls of `runs.stop`, which end only when they are cancelled. */
  cancelled: string[]
  closed: boolean
}

/** @param tailLength Events a topic keeps for those who come back. */
export function createSampleHost(tailLength = 3): SampleHost {
  const logs = new Map<
    string,
    { events: TopicEvent[]; seq: number; listeners: Set<(event: TopicEvent) => void> }
  >()
  const logOf = (topic: string) => {
    let log = logs.get(topic)
    if (log === undefined) logs.set(topic, (log = { events: [], seq: 0, listeners: new Set() }))
    return log
  }
  const topics: Topics = {
    subscribe(topic, listener, after, reset) {
      const log = logOf(topic)
      if (after !== undefined) {
        const tail = log.events.filter((event) => event.seq > after)
        if (after < log.seq - tail.length) reset?.(log.seq)
        else for (const event of tail) listener(event)
      }
      log.listeners.add(listener)
      return () => log.listeners.delete(listener)
    },
  }
  const host: SampleHost = {
    cancelled: [],
    closed: false,
    publish(topic, value) {
      const log = logOf(topic)
      const event = { seq: ++log.seq, value }
      log.events.push(event)
      if (log.events.length > tailLength) log.events.shift()
      for (const listener of log.listeners) listener(event)
    },
    handlers: createHandlers((name) => host.cancelled.push(name)),
    topics,
    mcp: {
      async serveStream(stream) {
        const { readable, writable } =
          'readable' in stream && typeof stream.readable === 'object'
            ? stream
            : { readable: stream as NodeJS.ReadableStream, writable: stream as NodeJS.WritableStream }
        for await (const chunk of readable) {
          for (const line of String(chunk).split('\n').filter(Boolean)) {
            const message = JSON.parse(line) as { id?: unknown; method?: string }
            if (message.method === 'hang') continue
            if (message.id !== undefined) {
              writable.write(
                `${JSON.stringify({ jsonrpc: '2.0', id: message.id, result: { echo: message.method, pid: process.pid } })}\n`,
              )
            }
          }
        }
      },
      async handleHttp(_request, response) {
        response.writeHead(200, { 'content-type': 'text/plain' }).end('mcp answered')
      },
      definitionTokens: () => 0,
      close: async () => undefined,
    },
    setEndpoint: () => undefined,
    onStopRequested(listener) {
      stopListener = listener
    },
    async close() {
      host.closed = true
    },
  }
  let stopListener: () => void = () => undefined
  host.handlers['host.stop'] = async () => {
    stopListener()
    return {}
  }
  return host
}

function createHandlers(onCancel: (name: string) => void): Handlers {
  const missing = Object.fromEntries(
    Object.keys(methods).map((name) => [
      name,
      async () => {
        throw new AthenaError('INTERNAL', `The sample host does not have ${name}.`)
      },
    ]),
  ) as unknown as Handlers
  return {
    ...missing,
    'catalog.search': async ({ query, limit }) => ({
      hits: [{ tool: `found/${query}`, score: limit }],
      of: 1,
    }),
    'blobs.read': async ({ length }) => ({ text: 'x'.repeat((length ?? 1) * 8), size: 1 }),
    'runs.stop': ({ id }, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          onCancel(id)
          reject(new Error('aborted'))
        })
      }),
    'doctor.run': async () => ({ checks: [{ id: 'sample', title: 'Sample', state: 'ok', detail: '' }] }),
    'exec.run': async ({ code }) => ({
      status: code.includes('throw') ? 'error' : 'ok',
      value: 1,
      text: `ran ${code.length} characters`,
      logs: [],
      calls: [],
      errors: [],
      metrics: {},
      executionId: 'x_0',
      session: 's_0',
    }),
  }
}
