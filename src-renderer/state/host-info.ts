import { create } from 'zustand'
import type { Result } from '../../src-main/contract/methods.ts'
import { host } from '../link/host.ts'

export type HostInfo = Result<'host.info'>

/** What the host says of itself; read at each connection and kept by the topic `host`. */
export const useHostInfo = create<{ info?: HostInfo }>(() => ({}))

/** Pause after the last event after which the host is asked again, milliseconds. */
const quietMs = 1500
let quiet: ReturnType<typeof setTimeout> | undefined

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
    event: (value) => {
      useHostInfo.setState({ info: value as HostInfo })
      // What was told while a run ended may still count it: ask again when it is quiet.
      clearTimeout(quiet)
      quiet = setTimeout(() => void read(), quietMs)
    },
    reset: () => void read(),
  })
}
