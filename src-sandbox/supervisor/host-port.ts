import type { FromSupervisor, ToSupervisor } from '../../src-main/contract/sandbox.ts'

/** The link to the host core. */
export interface HostPort {
  post(message: FromSupervisor): void
  onMessage(listener: (message: ToSupervisor) => void): void
  /** Called when the host has gone. */
  onClose(listener: () => void): void
}

/** What Electron adds to the `process` of a utility process. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/** The port of a utility process where there is one, else the channel of a forked process. */
export function openHostPort(): HostPort {
  const { parentPort } = process as unknown as { parentPort?: ParentPort }
  if (parentPort) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', (event) => listener(event.data as ToSupervisor)),
      onClose: () => undefined,
    }
  }
  if (!process.send) throw new Error('The sandbox supervisor is started by Athena, not by hand')
  return {
    post(message) {
      if (process.connected) process.send?.(message)
    },
    onMessage: (listener) => void process.on('message', (message) => listener(message as ToSupervisor)),
    onClose: (listener) => void process.on('disconnect', listener),
  }
}
