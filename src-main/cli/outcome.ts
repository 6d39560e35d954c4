import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { callerFolder } from '../shell-common/data-folder.ts'
import { exitCodes, UsageError } from './usage.ts'

/** What a command found: `value` is what `--json` prints, `lines` what people read. */
export interface Outcome {
  code: number
  value: unknown
  lines: string[]
}

/** An outcome, by default a good one. */
export function outcome(value: unknown, lines: string[] = [], code: number = exitCodes.ok): Outcome {
  return { code, value, lines }
}

/** Text of a file, its path relative to where the command was called. @throws UsageError when it cannot be read. */
export function readSource(file: string): string {
  const path = resolve(callerFolder(), file)
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`)
  }
}
