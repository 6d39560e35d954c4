import { execFile } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AthenaError } from '../../../contract/errors.ts'
import type { QueryAnswer, TablesAnswer } from './api.ts'

export type { QueryAnswer, TablesAnswer } from './api.ts'

/** How long a statement may run, milliseconds; then its process is ended. */
export const queryMs = 2_000
/** Bytes of the answer at most. */
const answerBytes = 16_000_000

export interface MemoryTables {
  tables(signal?: AbortSignal): Promise<TablesAnswer>
  /** Runs one statement that reads. Throws BAD_PARAMS with SQLite's words, TIMEOUT after {@link queryMs}. */
  query(sql: string, limit: number, signal?: AbortSignal): Promise<QueryAnswer>
  /** Backups beside the memory, newest first. */
  backups(): { name: string; path: string; bytes: number; at: number }[]
}

/** The memory's file for people who look inside. `node` runs `script` (the built `child.ts`), once for each question. */
export function createMemoryTables({
  node,
  script,
  folder,
}: {
  node: string
  script: string
  folder: string
}): MemoryTables {
  const path = join(folder, 'memory.db')
  function ask<T>(request: { sql?: string; limit: number }, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      execFile(
        node,
        [script, JSON.stringify({ path, ...request })],
        {
          timeout: queryMs + 500,
          killSignal: 'SIGKILL',
          maxBuffer: answerBytes,
          // Nothing of ours but where its libraries are.
          env: Object.fromEntries(
            ['PATH', 'SystemRoot', 'ELECTRON_RUN_AS_NODE'].flatMap((name) =>
              process.env[name] === undefined ? [] : [[name, process.env[name]]],
            ),
          ),
          ...(signal === undefined ? {} : { signal }),
        },
        (error, stdout) => {
          if (error !== null) {
            reject(
              error.killed === true
                ? new AthenaError(
                    'TIMEOUT',
                    `The statement ran longer than ${queryMs / 1000} s and was stopped. Ask for less, or look at its plan by EXPLAIN QUERY PLAN.`,
                  )
                : new AthenaError('STORAGE', `The memory could not be read: ${error.message.slice(0, 300)}`),
            )
            return
          }
          const answer = JSON.parse(stdout) as { ok?: T; error?: string }
          if (answer.ok === undefined)
            reject(new AthenaError('BAD_PARAMS', `SQLite: ${answer.error ?? 'no answer'}`))
          else resolve(answer.ok)
        },
      )
    })
  }
  return {
    tables: (signal) => ask({ limit: 0 }, signal),
    query: (sql, limit, signal) => ask({ sql, limit }, signal),
    backups() {
      const place = join(folder, 'backups')
      try {
        return readdirSync(place)
          .filter((name) => name.endsWith('.db'))
          .map((name) => {
            const { size, mtimeMs } = statSync(join(place, name))
            return { name: name.slice(0, -3), path: join(place, name), bytes: size, at: mtimeMs }
          })
          .toSorted((a, b) => b.at - a.at)
      } catch {
        return []
      }
    },
  }
}
