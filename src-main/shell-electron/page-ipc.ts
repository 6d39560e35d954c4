import { ipcMain, type IpcMainEvent, type WebContents } from 'electron'
import { toWireError } from '../contract/errors.ts'
import { methods } from '../contract/methods.ts'
import type { Host } from '../core/host-api.ts'
import type { Logger } from '../core/ports.ts'
import { createDispatcher, type Dispatcher } from '../rpc/dispatcher.ts'
import { parseFrame } from '../rpc/parse-frame.ts'
import { isPageUrl } from './app-scheme.ts'

/** The one channel between page and host; the preload has the same word. */
export const frameChannel = 'athena:frame'

/**
 * Links the windows' pages to the host. The only user of `ipcMain`: a message counts when it comes from the main frame
 * of our own page; a window whose page sends anything but frames is cut off until it loads again.
 */
export function servePages(host: Host, log: Logger, version: string): { close: () => void } {
  const links = new Map<number, Dispatcher>()
  const cutOff = new Set<number>()

  function end(id: number): void {
    links.get(id)?.close()
    links.delete(id)
  }

  function watch(page: WebContents): void {
    const { id } = page
    const forget = (): void => {
      end(id)
      cutOff.delete(id)
    }
    page.once('destroyed', forget)
    page.on('render-process-gone', forget)
    page.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) forget()
    })
  }
  const watched = new WeakSet<WebContents>()

  function receive(event: IpcMainEvent, text: unknown): void {
    const { sender } = event
    if (!isOurPage(event)) {
      log.warn('a message from a strange frame was refused', { url: event.senderFrame?.url ?? 'none' })
      return
    }
    if (cutOff.has(sender.id)) return
    const frame = typeof text === 'string' ? parseFrame(text) : undefined
    if (frame === undefined) {
      log.warn('a page sent something that is no frame and was cut off')
      cutOff.add(sender.id)
      end(sender.id)
      return
    }
    if (!watched.has(sender)) {
      watched.add(sender)
      watch(sender)
    }
    if (frame.t !== 'hello') return links.get(sender.id)?.receive(frame)
    // The window is ours, so the hello needs no token.
    end(sender.id)
    const send = (reply: string): void => {
      if (!sender.isDestroyed()) sender.send(frameChannel, reply)
    }
    links.set(
      sender.id,
      createDispatcher(host.handlers, host.topics, (_frame, reply) => send(reply)),
    )
    send(JSON.stringify({ t: 'welcome', version }))
  }

  ipcMain.on(frameChannel, receive)
  return {
    close() {
      ipcMain.off(frameChannel, receive)
      for (const link of links.values()) link.close()
      links.clear()
    },
  }
}

/**
 * Before there is a host: takes the passphrase from the page that asks for it, one attempt at a time. Resolves when one was right;
 * never when the app ends first.
 */
export function serveUnlock(attempt: (passphrase: string) => Promise<void>, log: Logger): Promise<void> {
  return new Promise((resolve) => {
    let isBusy = false
    async function receive(event: IpcMainEvent, text: unknown): Promise<void> {
      const { sender } = event
      if (!isOurPage(event)) {
        log.warn('a message from a strange frame was refused', { url: event.senderFrame?.url ?? 'none' })
        return
      }
      const frame = typeof text === 'string' ? parseFrame(text) : undefined
      if (frame?.t !== 'call' || frame.m !== 'vault.unlock' || isBusy) return
      const { passphrase } = methods['vault.unlock'].params.parse(frame.p)
      isBusy = true
      const answer = await attempt(passphrase ?? '').then(
        () => ({ t: 'done', id: frame.id, r: {} }),
        (error: unknown) => ({ t: 'fail', id: frame.id, e: toWireError(error) }),
      )
      isBusy = false
      if (!sender.isDestroyed()) sender.send(frameChannel, JSON.stringify(answer))
      if (answer.t !== 'done') return
      ipcMain.off(frameChannel, listen)
      resolve()
    }
    function listen(event: IpcMainEvent, text: unknown): void {
      receive(event, text).catch((error: unknown) => log.warn('an unlock failed', { reason: String(error) }))
    }
    ipcMain.on(frameChannel, listen)
  })
}

/** The sender check: the main frame of a window, at the address of our page. */
function isOurPage({ senderFrame }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === senderFrame.top && isPageUrl(senderFrame.url)
}
