import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Notes why the start failed, for whoever started a background host; undefined takes the note away. */
export function noteStartFailure(data: string, reason: string | undefined): void {
  const path = join(data, 'start-failure.txt')
  try {
    if (reason === undefined) rmSync(path, { force: true })
    else writeFileSync(path, reason, { mode: 0o600 })
  } catch {
    // The folder itself may be what is wrong.
  }
}
