import type { ClientFrame, HostFrame } from '../../src-main/contract/frames.ts'

/** What a carrier of frames tells the link. After `closed` it says nothing more. */
export interface TransportEvents {
  frame(frame: HostFrame): void
  /** The host went away, or refused us (`refused`: another try with the same token is pointless). */
  closed(refused: boolean): void
}

/** One connection to the host. */
export interface Transport {
  send(frame: ClientFrame): void
  close(): void
}

/** What the preload of the desktop app puts on `window.athena`. */
export interface DesktopBridge {
  send(frame: ClientFrame): void
  /** Returns a function that stops listening. */
  onFrame(listener: (frame: HostFrame) => void): (() => void) | undefined
}

declare global {
  interface Window {
    athena?: DesktopBridge
  }
}

/** WebSocket close code with which the host refuses a token (RFC 6455: policy violation; 4000–4999: private). */
const refusedCodes = new Set([1008, 4401, 4403])

/** Opens the WebSocket of the page's own origin and says hello with the token. */
export function openSocket(token: string, events: TransportEvents): Transport {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(`${scheme}//${location.host}/link`)
  let open = true
  socket.addEventListener('open', () => socket.send(JSON.stringify({ t: 'hello', token })))
  socket.addEventListener('message', (message) => {
    if (typeof message.data === 'string') events.frame(JSON.parse(message.data) as HostFrame)
  })
  socket.addEventListener('close', (event) => {
    if (!open) return
    open = false
    events.closed(refusedCodes.has(event.code))
  })
  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
    },
    close: () => {
      open = false
      socket.close()
    },
  }
}

/** The desktop app's channel: the window was made by the host, so there is no token to show. */
export function openBridge(bridge: DesktopBridge, events: TransportEvents): Transport {
  const stop = bridge.onFrame((frame) => events.frame(frame))
  bridge.send({ t: 'hello', token: '' })
  return { send: (frame) => bridge.send(frame), close: () => stop?.() }
}
