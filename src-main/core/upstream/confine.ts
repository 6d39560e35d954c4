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
  /** Its own temporary folder; to be removed after it ended. */
  temporary: string
}

/**
 * The command that starts a server through the launcher, with a temporary folder of its own instead of the shared one.
 *
 * @throws BAD_SERVER where there is no launcher: a server that was to be confined is never started without.
 */
export function confine(
  config: UpstreamConfig,
  launcher: { node: string; script: string } | undefined,
): ConfinedCommand {
  if (launcher === undefined) {
    throw new AthenaError(
      'BAD_SERVER',
      `The server "${config.name}" was to be confined, which is not possible here, so it was not started. Remove it and add it without --confine if you accept that it can do what you can.`,
    )
  }
  const temporary = mkdtempSync(join(tmpdir(), `athena-${config.name}-`))
  const { read = [], write = [], network = false } = config.confine ?? {}
  const what = { read, write: [...write, temporary], network }
  return {
    command: launcher.node,
    args: [launcher.script, JSON.stringify(what), config.command ?? '', ...(config.args ?? [])],
    env: { TMPDIR: temporary },
    temporary,
  }
}
