import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AthenaError } from '../../contract/errors.ts'
import type { UpstreamConfig } from './api.ts'

/** What the launcher ends with when it cannot confine; nothing was started then. */
export const cannotConfineCode = 78

/** How to start a server confined. */
export interface ConfinedCommand {
  command: string
  args: string[]
  env: Record<string, string>
  /** Its own temporary folder, if it has one; to be removed after it ended. */
  temporary?: string
}

/**
 * The command that starts a server through the launcher: with chosen folders and a temporary folder of its own instead of the shared
 * one, where the user said so; and without network in local-only mode, whatever was chosen.
 *
 * @throws BAD_SERVER where there is no launcher: a server that was to be confined is never started without.
 */
export function confine(
  config: UpstreamConfig,
  launcher: { node: string; script: string } | undefined,
  localOnly = false,
): ConfinedCommand | undefined {
  if (config.confine === undefined && !localOnly) return undefined
  if (launcher === undefined) {
    throw new AthenaError(
      'BAD_SERVER',
      localOnly
        ? `The server "${config.name}" was not started: local-only mode is on, and its network cannot be taken away here.`
        : `The server "${config.name}" was to be confined, which is not possible here, so it was not started. Remove it and add it without --confine if you accept that it can do what you can.`,
    )
  }
  const start = (what: { read: string[]; write: string[]; network: boolean }) => ({
    command: launcher.node,
    args: [launcher.script, JSON.stringify(what), config.command ?? '', ...(config.args ?? [])],
  })
  // Every folder as before; the network alone is taken.
  if (config.confine === undefined) return { ...start({ read: [], write: ['/'], network: false }), env: {} }
  const temporary = mkdtempSync(join(tmpdir(), `athena-${config.name}-`))
  const { read, write, network } = config.confine
  const what = { read, write: [...write, temporary], network: network && !localOnly }
  return { ...start(what), env: { TMPDIR: temporary }, temporary }
}

/** Why a server reached over HTTP is refused in local-only mode; on this computer too, for Athena did not start that program. */
export function refuseUrl(config: UpstreamConfig): never {
  throw new AthenaError(
    'LOCAL_ONLY',
    `The server "${config.name}" is not connected: local-only mode is on, and a server at an address can pass on what it is sent; Athena did not start it and cannot take its network away, not even on this computer. Switch local-only mode off, or add the server as a local program`,
  )
}
