import type { Handlers } from '../host-api.ts'
import type { UpdatesPort, UpdateStatus } from '../ports.ts'

type UpdateMethods = Extract<keyof Handlers, `updates.${string}`>

/** Updates as the window sees them; in local-only mode no update server is asked. */
export function updateHandlers(
  updates: UpdatesPort | undefined,
  isLocalOnly: () => boolean,
): Pick<Handlers, UpdateMethods> {
  function refusal(port: UpdatesPort | undefined): UpdateStatus | undefined {
    if (port === undefined) {
      const reason = 'This Athena does not update itself; it is updated the way it was installed.'
      return { state: 'off', reason }
    }
    const status = port.status()
    return isLocalOnly() && status.state !== 'downloaded' && status.state !== 'off'
      ? { state: 'off', reason: 'Local-only mode is on: no update server is asked.' }
      : undefined
  }
  const unreachable: UpdateStatus = { state: 'current' }

  return {
    'updates.status': () => Promise.resolve(refusal(updates) ?? updates?.status() ?? unreachable),
    'updates.check': async () => refusal(updates) ?? (await updates?.check()) ?? unreachable,
    'updates.install': () => Promise.resolve({ willInstall: updates?.install() ?? false }),
  }
}
