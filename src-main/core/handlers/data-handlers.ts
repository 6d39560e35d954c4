import { closeSync, fstatSync, openSync, readSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Handlers } from '../host-api.ts'

/** Bytes from the end of a log file that are looked at. */
const tailBytes = 1_000_000

interface LogLine {
  at: string
  level: string
  message: string
  data?: Record<string, unknown>
}

/** What the window can do with Athena's own files: read its log, and delete everything. */
export function dataHandlers(
  data: string,
  eraseOnClose: () => void,
): Pick<Handlers, 'logs.page' | 'data.deleteAll'> {
  return {
    'logs.page': ({ limit }) => {
      const lines = readTail(join(data, 'logs', 'athena.log'))
        .split('\n')
        .flatMap((line): LogLine[] => {
          try {
            return [JSON.parse(line) as LogLine]
          } catch {
            // The first line may be cut, the last one may still be being written.
            return []
          }
        })
        .slice(-limit)
        .map((line) => ({
          at: Date.parse(line.at) || 0,
          level: line.level,
          message: line.message,
          data: line.data === undefined ? '' : JSON.stringify(line.data),
        }))
      return Promise.resolve({ lines, folder: join(data, 'logs') })
    },
    'data.deleteAll': () => {
      eraseOnClose()
      return Promise.resolve({})
    },
  }
}

function readTail(path: string): string {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return ''
  }
  try {
    const { size } = fstatSync(file)
    const length = Math.min(size, tailBytes)
    const bytes = Buffer.alloc(length)
    readSync(file, bytes, 0, length, size - length)
    return bytes.toString('utf8')
  } finally {
    closeSync(file)
  }
}

/**
 * Deletes what Athena wrote into its data folder, and nothing else that may lie there: databases with their side files, keys,
 * backups, logs, tokens. For a host whose databases are closed.
 */
export function eraseData(folder: string): void {
  const ours =
    /^(?:(?:athena|memory|vault|servers|policy)\.db(?:-wal|-shm|-journal)?|keys|logs|backups|mcp-token|page-key|launch\.json)$/
  for (const name of readdirSync(folder))
    if (ours.test(name)) rmSync(join(folder, name), { recursive: true, force: true, maxRetries: 3 })
}
