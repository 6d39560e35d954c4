import type { Socket } from 'node:net'
import type { Host } from '../core/host-api.ts'
import { toWireError } from '../contract/errors.ts'
import type { ClientFrame, HostFrame } from '../contract/frames.ts'
import { createDispatcher } from '../rpc/dispatcher.ts'
import { parseFrame } from '../rpc/parse-frame.ts'
import { maxControlBytes } from './control-limits.ts'
import { createLineReader } from './line-reader.ts'
import type { RuntimeInfo } from './runtime-info.ts'

/** Parameters of `shell.page`. */
export interface PageParams {
  open?: boolean
  keep?: boolean
}

/** What only the shell can answer; on the control socket as `call` frames beside the methods of the contract. */
export interface ShellMethods {
  /**
   * A fresh address of the page with a one-use code; a desktop shell shows its window and has no address. `keep` (on
   * unless false) keeps a background host running, `open` opens the address in the browser.
   */
  'shell.page': (params: PageParams) => Promise<{ url?: string }>
  'shell.info': () => Promise<RuntimeInfo>
  /** Keeps a background host running until it is stopped. */
  'shell.keep': () => Promise<Record<string, never>>
}

/** Serves one connection of the control socket: frames as lines of JSON. File permissions are its login. */
export function serveControl(socket: Socket, host: Host, shell: ShellMethods, version: string): void {
  function write(frame: HostFrame, text: string = JSON.stringify(frame)): void {
    if (!socket.destroyed && socket.writable) socket.write(`${text}\n`)
  }
  const dispatcher = createDispatcher(host.handlers, host.topics, write, {
    maxBytes: maxControlBytes,
    congested: () => socket.writableLength > 4 * 1024 * 1024,
  })

  async function callShell(frame: ClientFrame & { t: 'call' }): Promise<void> {
    try {
      const method = frame.m as keyof ShellMethods
      const params = (typeof frame.p === 'object' && frame.p !== null ? frame.p : {}) as PageParams
      write({ t: 'done', id: frame.id, r: await shell[method](params) })
    } catch (error) {
      write({ t: 'fail', id: frame.id, e: toWireError(error) })
    }
  }

  const read = createLineReader(
    (line) => {
      const frame = parseFrame(line, maxControlBytes)
      if (frame === undefined) socket.destroy()
      else if (frame.t === 'call' && Object.hasOwn(shell, frame.m)) void callShell(frame)
      else dispatcher.receive(frame)
    },
    maxControlBytes,
    () => socket.destroy(),
  )
  socket.on('data', read)
  socket.on('end', () => socket.end())
  socket.on('close', () => dispatcher.close())
  write({ t: 'welcome', version })
}
