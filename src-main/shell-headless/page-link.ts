import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { maxFrameBytes, type HostFrame } from '../contract/frames.ts'
import type { Host } from '../core/host-api.ts'
import { createDispatcher, type Dispatcher } from '../rpc/dispatcher.ts'
import { parseFrame } from '../rpc/parse-frame.ts'
import type { Presence } from '../shell-common/presence.ts'
import type { RequestGuard } from '../shell-common/request-guard.ts'
import type { PageTokens } from './page-tokens.ts'

/** A page must say hello within this time, and answer a ping within the interval of pings; milliseconds. */
const helloMs = 5000
const pingMs = 15_000
/** Pages at once. */
const maxPages = 32
/** Bytes waiting for a slow page above which events are left out. */
const congestedBytes = 2 * 1024 * 1024

/** WebSocket close codes (RFC 6455, section 7.4): going away, policy violation. 4401 is ours: the token is not accepted. */
const closeCodes = { goingAway: 1001, malformed: 1008, unauthorised: 4401 }

/** The WebSocket of the pages. */
export interface PageLink {
  /** Takes an upgrade request; one that fails a check gets its status and nothing else. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

/** Links pages to the host: hello with the token first, then frames; closed at the first message that is no frame. */
export function createPageLink(
  host: Host,
  guard: RequestGuard,
  tokens: PageTokens,
  presence: Presence,
  version: string,
): PageLink {
  const server = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false })

  function serve(socket: WebSocket): void {
    const leave = presence.arrive()
    let dispatcher: Dispatcher | undefined
    let alive = true
    const helloTimer = setTimeout(() => socket.close(closeCodes.unauthorised, 'hello first'), helloMs)
    const pingTimer = setInterval(() => {
      if (!alive) return socket.terminate()
      alive = false
      socket.ping()
    }, pingMs)
    socket.on('pong', () => {
      alive = true
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      clearTimeout(helloTimer)
      clearInterval(pingTimer)
      dispatcher?.close()
      leave()
    })
    const send = (_frame: HostFrame | undefined, text: string): void => {
      if (socket.readyState === socket.OPEN) socket.send(text)
    }
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (socket.readyState !== socket.OPEN) return
      const frame = isBinary ? undefined : parseFrame(textOf(data))
      if (frame === undefined) return socket.close(closeCodes.malformed, 'not a frame')
      if (dispatcher !== undefined) return dispatcher.receive(frame)
      if (frame.t !== 'hello' || !tokens.accepts(frame.token)) {
        return socket.close(closeCodes.unauthorised, 'the token is not accepted')
      }
      clearTimeout(helloTimer)
      dispatcher = createDispatcher(host.handlers, host.topics, send, {
        congested: () => socket.bufferedAmount > congestedBytes,
      })
      send(undefined, JSON.stringify({ t: 'welcome', version } satisfies HostFrame))
    })
  }

  return {
    upgrade(request, socket, head) {
      const path = (request.url ?? '').split('?')[0]
      if (path !== '/link') return reject(socket, '404 Not Found')
      if (!guard.hostIsOurs(request) || !guard.originIsOurs(request)) return reject(socket, '403 Forbidden')
      if (server.clients.size >= maxPages) return reject(socket, '503 Service Unavailable')
      server.handleUpgrade(request, socket, head, serve)
    },
    close() {
      for (const client of server.clients) {
        client.close(closeCodes.goingAway, 'Athena is closing')
        setTimeout(() => client.terminate(), 200).unref()
      }
      server.close()
    },
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8')
}

function reject(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
