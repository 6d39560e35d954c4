import { AthenaError } from '../../contract/errors.ts'
import type { SandboxLevel } from '../../contract/events.ts'
import type { Settings } from '../settings/index.ts'

const strength: Record<SandboxLevel, number> = { none: 0, reduced: 1, 'kernel-enforced': 2 }

/**
 * Refuses a run that the user does not want now: agents are paused, or the sandbox is weaker than the user has accepted on this computer.
 *
 * @throws STOPPED, SANDBOX_LEVEL; nothing was run.
 */
export function admit(
  settings: Settings,
  isAgent: boolean,
  level: SandboxLevel,
  reason: string | undefined,
): void {
  if (isAgent && settings.get('agents.paused')) {
    throw new AthenaError(
      'STOPPED',
      'The user has paused agents in Athena. Nothing was run; ask the user to resume them.',
    )
  }
  if (strength[level] >= strength[settings.get('sandbox.acceptedLevel')]) return
  throw new AthenaError(
    'SANDBOX_LEVEL',
    `The sandbox on this computer is only "${level}"${reason ? ` (${reason})` : ''}, and nobody has accepted that. Nothing was run. The user can accept it in Athena's window, or by: athena doctor --accept-level ${level}`,
  )
}
