import { create } from 'zustand'
import type { LinkStatus } from '../link/link.ts'
import { host, startLink } from '../link/host.ts'

interface ConnectionState extends LinkStatus {
  /** Why the page never got a token. */
  problem?: 'no-token' | 'code-used' | 'host-away'
}

/** How the link is, for the strip and the status bar. */
export const useConnection = create<ConnectionState>(() => ({ ...host.status() }))

/** Starts the link once and mirrors its state. */
export async function startConnection(): Promise<void> {
  host.onStatus((status) => useConnection.setState(status, true))
  const outcome = await startLink()
  if (outcome !== 'started') useConnection.setState({ problem: outcome })
}
