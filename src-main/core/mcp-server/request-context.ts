import { SdkError, SdkErrorCode } from '@modelcontextprotocol/server'
import type { ServerContext } from '@modelcontextprotocol/server'

const clientInfoKey = 'io.modelcontextprotocol/clientInfo'
const protocolKey = 'io.modelcontextprotocol/protocolVersion'

/** Who sent a request, as far as it said. */
export interface RequestClient {
  name: string
  version: string
  protocol?: string
}

/** The client named in a request of the 2026-07-28 era; undefined for requests of older eras, which said it in `initialize`. */
export function envelopeClient(context: ServerContext): RequestClient | undefined {
  const envelope = context.mcpReq.envelope as Record<string, unknown> | undefined
  const info = envelope?.[clientInfoKey] as { name?: unknown; version?: unknown } | undefined
  if (info === undefined) return undefined
  const protocol = envelope?.[protocolKey]
  return {
    name: clean(info.name, 'unknown'),
    version: clean(info.version, ''),
    ...(typeof protocol === 'string' ? { protocol: clean(protocol, '') } : {}),
  }
}

/** A client's own words, cut to what can be shown: it may send anything. */
export function clean(text: unknown, otherwise: string): string {
  if (typeof text !== 'string') return otherwise
  const shown = text
    .replace(/[^\p{L}\p{N} ._()/@+-]/gu, '')
    .trim()
    .slice(0, 64)
  return shown === '' ? otherwise : shown
}

/**
 * A signal that fires when the client cancels the request, but not when its connection is lost: a run goes on without its
 * client and its result waits in the record. In the 2026-07-28 era over HTTP, closing the response is the cancellation.
 */
export function cancelSignal(context: ServerContext): AbortSignal {
  const controller = new AbortController()
  const { signal } = context.mcpReq
  const modernHttp = context.http !== undefined && context.mcpReq.envelope !== undefined
  const onAbort = () => {
    const reason: unknown = signal.reason
    const lost = reason instanceof SdkError && reason.code === SdkErrorCode.ConnectionClosed
    if (!lost || modernHttp) controller.abort(reason)
  }
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return controller.signal
}

/** Sends progress messages if the client asked for them. Values only grow, as the protocol asks. */
export function progressSender(context: ServerContext): ((message: string) => void) | undefined {
  const token = context.mcpReq._meta?.progressToken
  if (token === undefined) return undefined
  let progress = 0
  return (message) => {
    progress += 1
    context.mcpReq
      .notify({
        method: 'notifications/progress',
        params: { progressToken: token, progress, message: message.slice(0, 500) },
      })
      .catch(() => {
        // The client is gone; the run goes on.
      })
  }
}
