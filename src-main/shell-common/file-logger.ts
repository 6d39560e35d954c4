import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '../core/ports.ts'

/** Bytes of one log file before it is put aside, and how many are put aside. */
const maxLogBytes = 5 * 1024 * 1024
const keptLogs = 3
/** Longest text of one line, characters. */
const maxLineLength = 4000

/**
 * Writes one JSON object a line to `athena.log` in the folder; at 5 MiB the file becomes `athena.1.log` and so on, three
 * old ones are kept. Who logs is answerable for leaving personal values and secrets out. A log that cannot be written
 * is not a reason to stop.
 */
export function createFileLogger(folder: string, echo?: (line: string) => void): Logger {
  const path = join(folder, 'athena.log')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  let size = sizeOf(path)

  function write(level: string, message: string, data?: Record<string, unknown>): void {
    let line: string
    try {
      line = JSON.stringify({
        at: new Date().toISOString(),
        level,
        message,
        ...(data === undefined ? {} : { data }),
      })
    } catch {
      line = JSON.stringify({ at: new Date().toISOString(), level, message })
    }
    if (line.length > maxLineLength)
      line = JSON.stringify({ level, message: message.slice(0, 1000), cut: true })
    echo?.(line)
    try {
      if (size > maxLogBytes) rotate()
      appendFileSync(path, `${line}\n`, { mode: 0o600 })
      size += Buffer.byteLength(line) + 1
    } catch {
      // A full disk must not end the host; whoever needs the log finds the gap.
    }
  }

  function rotate(): void {
    rmSync(join(folder, `athena.${keptLogs}.log`), { force: true })
    for (let number = keptLogs - 1; number >= 1; number--) moveIfThere(number)
    renameSync(path, join(folder, 'athena.1.log'))
    size = 0
  }

  function moveIfThere(number: number): void {
    if (sizeOf(join(folder, `athena.${number}.log`)) === 0) return
    renameSync(join(folder, `athena.${number}.log`), join(folder, `athena.${number + 1}.log`))
  }

  return {
    debug: (message, data) => write('debug', message, data),
    info: (message, data) => write('info', message, data),
    warn: (message, data) => write('warn', message, data),
    error: (message, data) => write('error', message, data),
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
