import type { Json } from '../../contract/json.ts'
import type { Handlers } from '../host-api.ts'
import type { MemoryTables, QueryAnswer } from '../memory/tables/index.ts'
import type { Privacy } from '../privacy/api.ts'

type MemoryMethods = 'memory.call' | 'memory.tables' | 'memory.query' | 'memory.backups'

/** What the window can do with the memory: its operations, and its file read-only. Values leave as tokens. */
export function memoryHandlers(
  call: (layer: string, operation: string, args: Record<string, unknown>) => Promise<Json | undefined>,
  tables: MemoryTables,
  privacy: Privacy,
): Pick<Handlers, MemoryMethods> {
  const source = { session: 'window', server: 'athena', tool: 'memory_tables' }
  return {
    'memory.call': async ({ operation, args }) => {
      const [layer = '', name = ''] = operation.split('/')
      return { value: await call(layer, name, args) }
    },
    'memory.tables': (_, signal) => tables.tables(signal),
    'memory.query': async ({ sql, limit }, signal) => {
      const { value } = await privacy.resolve(sql, source)
      const answer = await tables.query(value as string, limit, signal)
      const rows = (await privacy.tokenise(answer.rows as Json, source)).value as QueryAnswer['rows']
      return { ...answer, rows }
    },
    'memory.backups': () => Promise.resolve({ backups: tables.backups() }),
  }
}
