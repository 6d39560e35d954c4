import { create } from 'zustand'
import type { Result } from '../../src-main/contract/methods.ts'
import { host } from '../link/host.ts'

export type HostInfo = Result<'host.info'>

/** What the host says of itself; read at each connection and kept by the topic `host`. */
export const useHostInfo = create<{ info?: HostInfo }>(() => ({}))

async function read(): Promise<void> {
  try {
    useHostInfo.setState({ info: await host.call('host.info', {}) })
  } catch {
    // The link says when the host is away; the next connection reads again.
  }
}

/** Follows the host from now on. */
export function followHostInfo(): void {
  host.onStatus((status) => {
    if (status.state === 'open') void read()
  })
  host.subscribe('host', {
    event: (value) => useHostInfo.setState({ info: value as HostInfo }),
    reset: () => void read(),
  })
}
