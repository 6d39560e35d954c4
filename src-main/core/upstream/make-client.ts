import { Client } from '@modelcontextprotocol/client'
import type { Logger } from '../ports.ts'
import type { QuestionAnswer, ServerQuestion } from '../gateway/api.ts'
import type { RingLog } from './line-reader.ts'

/** A server that says nothing to the question for its era within this time speaks an older one. */
const probeMs = 4000

/** What {@link makeClient} needs. */
export interface ClientOptions {
  server: string
  version: string
  log: Logger
  /** Takes the lines that the server sends for its log. */
  ring: RingLog
  /** Puts a question of the server to the user; without it servers are told that nobody can be asked. */
  elicit?: (question: ServerQuestion) => Promise<QuestionAnswer>
  onToolsChanged: () => void
}

/**
 * A protocol client for one server, and what that server may ask of Athena: questions to the user, if somebody is there to answer, and
 * lines for the log. Neither sampling nor roots: no server gets to use the user's model or learns of folders through Athena.
 */
export function makeClient({ server, version, log, ring, elicit, onToolsChanged }: ClientOptions): Client {
  const client = new Client(
    { name: 'athena', version },
    {
      capabilities: elicit ? { elicitation: { form: { applyDefaults: true } } } : {},
      versionNegotiation: { mode: 'auto', probe: { timeoutMs: probeMs } },
      listChanged: { tools: { autoRefresh: false, debounceMs: 200, onChanged: onToolsChanged } },
    },
  )
  if (elicit) {
    client.setRequestHandler('elicitation/create', async (request) => {
      const { params } = request
      if (!('requestedSchema' in params)) return { action: 'decline' }
      const { message, requestedSchema } = params
      return { ...(await elicit({ message, schema: requestedSchema })) }
    })
  }
  client.setNotificationHandler('notifications/message', (notification) => {
    const { level, data } = notification.params
    const text = typeof data === 'string' ? data : (JSON.stringify(data) ?? '')
    ring.write(`[${level}] ${text.slice(0, 1000)}\n`)
  })
  client.onerror = (error) => log.debug('Upstream transport error', { server, error: error.name })
  return client
}
