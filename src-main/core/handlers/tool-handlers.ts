import type { Catalog } from '../catalog/api.ts'
import type { Handlers } from '../host-api.ts'
import type { Clock } from '../ports.ts'
import { readToolUsage } from '../store/index.ts'
import type { ReadableDatabase } from '../store/index.ts'

type ToolMethods =
  | 'catalog.tool'
  | 'catalog.search'
  | 'catalog.setEnabled'
  | 'catalog.setServerEnabled'
  | 'catalog.override'
  | 'catalog.usage'

/** Days of which the use of a tool is told. */
const usageDays = 30

/** What the window can ask about one tool, and choose for it. */
export function toolHandlers(
  catalog: Catalog,
  database: ReadableDatabase,
  clock: Clock,
): Pick<Handlers, ToolMethods> {
  return {
    'catalog.tool': ({ tool: reference }) => {
      const tool = catalog.resolve(reference)
      return Promise.resolve({
        file: `/servers/${tool.server}/${tool.file}`,
        text: catalog.source(tool.id),
        declaration: catalog.declaration(tool.id),
        inputSchema: tool.inputSchema,
        outputSchema: tool.outputSchema ?? null,
        degraded: tool.degraded,
        own: tool.own ?? { exportName: tool.exportName, description: tool.description },
      })
    },
    'catalog.search': ({ query, limit }) => {
      const answer = catalog.search({ queries: [query], detailLevel: 'name+description', limit, offset: 0 })
      return Promise.resolve({
        hits: answer.hits.map((hit) => ({
          tool: hit.tool,
          score: hit.score,
          ...(hit.description === undefined ? {} : { description: hit.description }),
        })),
        of: answer.of,
      })
    },
    'catalog.setEnabled': ({ tool, enabled }) => {
      catalog.setEnabled(tool, enabled)
      return Promise.resolve({})
    },
    'catalog.setServerEnabled': ({ server, enabled }) => {
      catalog.setServerEnabled(server, enabled)
      return Promise.resolve({})
    },
    'catalog.override': ({ tool, exportName, description }) => {
      catalog.override(tool, {
        ...(exportName === undefined ? {} : { exportName }),
        ...(description === undefined ? {} : { description }),
      })
      return Promise.resolve({})
    },
    'catalog.usage': ({ tool }) =>
      Promise.resolve(readToolUsage(database, catalog.resolve(tool).id, clock.now(), usageDays)),
  }
}
