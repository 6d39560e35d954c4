import { contextBridge, ipcRenderer } from 'electron'
import type { ClientFrame, HostFrame } from '../contract/frames.ts'

/**
 * The page's only way out of its sandbox: frames of the contract as text, over one channel. Nothing of Electron itself
 * reaches the page.
 */
const channel = 'athena:frame'

contextBridge.exposeInMainWorld('athena', {
  send(frame: ClientFrame): void {
    ipcRenderer.send(channel, JSON.stringify(frame))
  },
  onFrame(listener: (frame: HostFrame) => void): () => void {
    const receive = (_event: unknown, text: string): void => listener(JSON.parse(text) as HostFrame)
    ipcRenderer.on(channel, receive)
    return () => {
      ipcRenderer.off(channel, receive)
    }
  },
})
